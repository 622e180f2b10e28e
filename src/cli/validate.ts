import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Study } from "../scenario/study.ts";
import type { Command } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { requireFiles, setOption } from "./scenario-arguments.ts";
import { UserError } from "./user-error.ts";

/** `validate`: reads scenarios and says whether they would run. */
export const validate: Command = {
  usage: "validate [files..]",
  summary: "Check scenarios without running them",
  positional: { name: "files", describe: "Scenario files (YAML), or folders of them" },
  options: {
    set: setOption,
    print: {
      type: "boolean",
      describe: "Print the complete scenario of one file: every default filled in, layers and --set applied",
    },
  },
  examples: [
    ["validate scenarios/quickstart.yaml", "say whether it would run, and how large it is"],
    ["validate my.yaml --set cluster.nodes=1000", "the same with one value replaced"],
    [
      "validate my.yaml --print > all.yaml",
      "the scenario with all that it leaves unsaid; its paths are those of this folder",
    ],
  ],
  prepare: (given) => {
    const files = requireFiles(given, "validate");
    const overrides = given.list("set");
    if (given.flag("print")) return printed(files, overrides);
    return async (io) => {
      const { loadScenarios } = await import("./load-scenarios.ts");
      const { scenarioFiles } = await import("./scenario-files.ts");
      const { counted, formatFigure } = await import("../report/figure.ts");
      const { replayInWords } = await import("../report/replay-in-words.ts");
      const { reportedReplay } = await import("../report/reported-scenario.ts");
      const { loaded, problems } = loadScenarios(scenarioFiles(files, io.cwd), overrides, io.cwd);
      const wrongPoints: string[] = [];
      for (const { file, scenario, study } of loaded) {
        const wrong = study === null ? null : wrongPoint(study);
        if (wrong !== null) {
          wrongPoints.push(wrong);
          continue;
        }
        const { cluster, network, duration, seeds, workload } = scenario;
        const size = [counted(cluster.nodes.length, "node"), counted(network.sites.length, "site")];
        if (seeds.length > 1) size.push(counted(seeds.length, "seed"));
        io.out(`${file}: ok (${[...size, formatFigure(duration, "ns")].join(", ")})\n`);
        const replays = workload.flatMap((item) => ("replay" in item ? [replayInWords(reportedReplay(item))] : []));
        const points = study === null ? [] : [`a sweep of ${counted(study.sweep.points.length, "point")}`];
        for (const remark of [...network.remarks, ...replays, ...points]) io.out(`  ${remark}\n`);
      }
      if (problems.length + wrongPoints.length > 0) throw new UserError(...problems, ...wrongPoints);
      return exitCode.ok;
    };
  },
};

/** What is wrong with the first point of a sweep that is wrong; null when all are right. */
function wrongPoint({ sweep, scenarioAt }: Study): string | null {
  try {
    for (const point of sweep.points.keys()) scenarioAt(point);
    return null;
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
}

function printed(files: readonly string[], overrides: readonly string[]) {
  return async (io: Io) => {
    const { readSource } = await import("./load-scenario.ts");
    const { scenarioFiles } = await import("./scenario-files.ts");
    const { printScenario } = await import("../scenario/print.ts");
    const [file, ...others] = scenarioFiles(files, io.cwd);
    if (others.length > 0) throw new UserError(`validate: --print goes with one file, found ${others.length + 1}`);
    io.out(printScenario(readSource(file!, overrides, io.cwd)));
    return exitCode.ok;
  };
}
