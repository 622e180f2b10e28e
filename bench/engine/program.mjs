import { mixtureDelay, pholdDelay, Sfc32, secondsSince, seed } from "./workloads.mjs";

/**
 * What a program for Node.js does with its arguments: one simulation, whose figures it prints as a line of JSON. `hold` keeps events pending as PHOLD and the
 * mixture do; `spread` is one rumor, and tells `executed`, `now` and `checksum`.
 */
export function program(hold, spread) {
  const [workload, size, count] = process.argv.slice(2);
  const n = Number(size);
  const result = {
    phold: () => hold(n, 16 * n, pholdDelay, Number(count)),
    mixture: () => hold(n, n, mixtureDelay, Number(count)),
    rumor: () => rumors(spread, n, Number(count)),
  }[workload]();
  console.log(JSON.stringify(result));
}

/** One after the other; the first is not timed. */
function rumors(spread, nodes, count) {
  const random = new Sfc32(seed);
  spread(nodes, random);
  let events = 0;
  let checksum = 0;
  let now = 0;
  const start = process.cpuUsage();
  for (let i = 1; i < count; i++) {
    const one = spread(nodes, random);
    events += one.executed;
    checksum = (checksum + one.checksum) | 0;
    now += one.now;
  }
  const seconds = secondsSince(start);
  return { events, seconds, checksum: checksum >>> 0, now };
}
