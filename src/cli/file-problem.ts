/**
 * What an operation on a file failed with, in plain words, without the path and the system call. Throws what is not the
 * machine's answer.
 */
export function fileProblem(error: unknown): string {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) throw error;
  return words[code] ?? code;
}

const words: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "it exists already",
  ENOSPC: "no space left on the device",
  EROFS: "the file system is read-only",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many open files",
  EFBIG: "the file is too large",
  EDQUOT: "the disk quota is exceeded",
  EIO: "input/output error",
  EBUSY: "it is in use",
};
