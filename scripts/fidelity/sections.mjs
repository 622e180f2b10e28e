import { recordedCases } from "./cases.mjs";
import { joiningFigures, steadyFigures } from "./figures.mjs";
import { fits, spread } from "./verdict.mjs";

/**
 * What is compared, one section a table: recorded and simulated runs side by side. `results` are those of run-cases.mjs; cases without any are
 * left out.
 */
export function comparedSections(recordings, results) {
  const cases = recordedCases.filter(({ id }) => results[id] !== undefined);
  const joining = cases
    .filter(({ start }) => start === "in phase")
    .map((one) => ({
      id: `joining ${one.id}`,
      title: `Joining: ${one.title}`,
      ...compared(
        joiningFigures,
        recordings.joining.filter(({ nodes }) => nodes === one.nodes),
        results[one.id].map((run) => run.joining).filter((run) => run !== null),
        false,
      ),
    }));
  const steady = cases.flatMap((one) => {
    const recorded = recordings.steady.filter(({ nodes, start }) => nodes === one.nodes && start === one.start);
    const simulated = results[one.id].map((run) => run.steady);
    const isTree = ({ edges }) => edges === one.nodes - 1;
    const section = (id, title, having, trees) => ({
      id: `steady ${id}`,
      title: `Steady state: ${title}`,
      ...compared(steadyFigures, recorded.filter(having), simulated.filter(having), trees),
    });
    const everyTree = recorded.every(isTree) && simulated.every(isTree);
    const all = section(one.id, one.title, () => true, everyTree);
    // 27 nodes have as many graphs as runs.
    if (everyTree || one.nodes > 9) return [all];
    const counts = [...new Set(recorded.map(({ edges }) => edges))].sort((a, b) => a - b);
    const byEdges = counts.map((count) =>
      section(
        `${one.id}, ${count} edges`,
        `${one.title}, runs with ${count} edges`,
        ({ edges }) => edges === count,
        count === one.nodes - 1,
      ),
    );
    return [all, ...byEdges];
  });
  return [...joining, ...steady];
}

function compared(figures, recorded, simulated, isTree) {
  const rows = figures.map(({ name, of, rule, tree }) => {
    const was = spread(recorded.map(of).filter((value) => value !== undefined));
    const is = spread(simulated.map(of));
    const applied = isTree && tree !== undefined ? tree : rule;
    return { name, recorded: was, simulated: is, rule: applied, fits: was && is && fits(applied, was, is) };
  });
  return { recordedRuns: recorded.length, simulatedRuns: simulated.length, rows };
}

/** Time to reach half and all of the nodes, over the infos of a run, and over runs. */
export function disseminationRows(recording, runs) {
  // The origin counts among the nodes, and is the first.
  const reach = (share) => (sample) => sample[Math.ceil(share * recording.nodes) - 2];
  return [
    ["t50, ms", reach(0.5)],
    ["t90 = t100, ms", reach(1)],
  ].map(([name, of]) => {
    const recorded = spread(recording.samples.map(of));
    const simulated = spread(runs.map((samples) => spread(samples.map(of)).median));
    return { name, recorded, simulated, rule: "inside", fits: fits("inside", recorded, simulated) };
  });
}

/** Simulated figures for what was not recorded. */
export function predictions(cases, results) {
  return cases.map((one) => {
    const runs = results[one.id];
    const joined = runs.map((run) => run.joining).filter((run) => run !== null);
    return {
      ...one,
      joined: joined.length,
      joining: joiningFigures.map(({ of }) => spread(joined.map(of))),
      steady: steadyFigures.map(({ of }) => spread(runs.map((run) => of(run.steady)))),
    };
  });
}
