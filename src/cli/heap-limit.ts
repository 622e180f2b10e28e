/** What decides how much memory a thread may take; sizes in bytes. */
export interface Machine {
  readonly total: number;
  /** What the container lets the process have; undefined or 0 where there is no such limit. */
  readonly constrained: number | undefined;
  /** Options of Node.js: the command line's, then those of the environment. */
  readonly nodeOptions: string;
}

/**
 * Mebibytes of heap for each of so many threads: together three quarters of the machine, as a run of hundreds of nodes whose processors cannot keep up needs
 * more than the 4 GiB that V8 gives by itself. Undefined, which is V8's own limit, where that is more or the user has said what it shall be.
 */
export function heapLimit(threads: number, { total, constrained, nodeOptions }: Machine): number | undefined {
  if (/--max[-_]old[-_]space[-_]size/.test(nodeOptions)) return undefined;
  const memory = constrained ? Math.min(total, constrained) : total;
  const share = Math.floor((0.75 * memory) / threads / mebibyte);
  return share > usual ? share : undefined;
}

const mebibyte = 1024 * 1024;
/** V8's own limit on most machines. */
const usual = 4096;
