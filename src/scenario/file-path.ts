/**
 * The path that `path` means when `file` names it: relative to the folder of `file`, with `.` and `..` worked out, so that the
 * same file has one name however it is reached.
 */
export function resolvePath(file: string, path: string): string {
  return isAbsolute(path) ? normalize(path) : normalize(folderOf(file) + path);
}

function isAbsolute(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split(/[\\/]/)) {
    const last = parts.at(-1);
    if (part === "." || (part === "" && parts.length > 0)) continue;
    if (part === ".." && last === "") continue; // above the root is the root
    if (part === ".." && last !== undefined && last !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
