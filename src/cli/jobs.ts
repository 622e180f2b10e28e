import { UserError } from "./user-error.ts";

const maxJobs = 1024;

/** What `--jobs 4` says; null when it is not given. */
export function readJobs(text: string | undefined): number | null {
  if (text === undefined) return null;
  const jobs = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (jobs >= 1 && jobs <= maxJobs) return jobs;
  throw new UserError(`--jobs: expected how many runs at a time (1 to ${maxJobs}), found ${JSON.stringify(text)}`);
}
