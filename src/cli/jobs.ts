import { UserError } from "./user-error.ts";

const maxJobs = 1024;

/** `--jobs 4` */
export function parseJobs(text: string): number {
  const jobs = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (jobs >= 1 && jobs <= maxJobs) return jobs;
  throw new UserError(`--jobs: expected how many runs at a time (1 to ${maxJobs}), found ${JSON.stringify(text)}`);
}
