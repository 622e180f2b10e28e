import { expect, it } from "vitest";
import { type Course, steadySpan } from "../../src/measure/steady.ts";

const second = 1e9;
const course: Course = {
  endTime: 20.5 * second,
  settled: 1.2 * second,
  known: 0.7 * second,
  faults: [],
  bin: second,
  round: 2 * second,
};

it.each<[string, Partial<Course>, [number, number] | null]>([
  ["whole rounds up to the end", {}, [2, 20]],
  ["whole rounds only", { endTime: 21 * second }, [3, 21]],
  ["from the later of settled and known", { known: 7.5 * second }, [8, 20]],
  ["up to the next fault", { faults: [0.5 * second, 9.7 * second, 15 * second] }, [3, 9]],
  ["bins where no round fits", { endTime: 3.1 * second }, [2, 3]],
  ["bins where rounds are off", { round: Number.POSITIVE_INFINITY, endTime: 9 * second }, [2, 9]],
  ["bins where a round is no whole number of them", { round: 1.5 * second }, [2, 20]],
  ["the last quarter of a run that never settled", { settled: null }, [16, 20]],
  ["the last round when a quarter is less", { settled: null, endTime: 6 * second }, [4, 6]],
  ["nothing of the cold start", { settled: null, known: 5.2 * second, endTime: 6.4 * second }, null],
  ["the last quarter when nobody ever knew all", { settled: null, known: null }, [16, 20]],
  ["nothing of a run without a whole bin after it", { endTime: 1.9 * second }, null],
])("is %s", (_, changes, span) => {
  const result = steadySpan({ ...course, ...changes });
  expect(result && [result.from / second, result.to / second]).toEqual(span);
});
