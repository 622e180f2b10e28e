import type { Expectation, Scenario, Scope } from "../scenario/scenario.ts";
import type { Probe } from "../simulation/trace.ts";
import { ageProbe } from "./age.ts";
import { pathBounds } from "./bound.ts";
import { bytesProbe } from "./bytes.ts";
import { connectivityProbe } from "./connectivity.ts";
import { countsProbe } from "./counts.ts";
import { disseminationProbe } from "./dissemination.ts";
import {
  ageValues,
  boundValues,
  bytesValues,
  connectionsValues,
  disseminationValues,
  type FigureValues,
  figureValues,
  hopsValues,
  infosValues,
  receivedValues,
} from "./figures.ts";
import { infosProbe } from "./infos.ts";
import type { Measurements, PromisedValue } from "./measurements.ts";
import { type Part, partOf, within } from "./part.ts";

/**
 * Measures what a scenario promises. Figures of the whole run are measured anyway; each other part of it that promises are about has probes
 * of its own, which see that part alone, and only those that it takes.
 */
export function measurePromises(scenario: Scenario): {
  readonly probes: readonly Probe[];
  /** In the order of `expect`. */
  values(whole: Omit<Measurements, "promised">): PromisedValue[];
} {
  const names = new Map<string, string[]>();
  const scopes = new Map<string, Scope>();
  for (const { figure, scope } of scenario.expect) {
    if (isWhole(scope)) continue;
    const id = idOf(scope);
    names.set(id, [...(names.get(id) ?? []), figure]);
    scopes.set(id, scope);
  }
  const parts = new Map([...scopes].map(([id, scope]) => [id, measurePart(scenario, scope, names.get(id)!)]));
  return {
    probes: [...parts.values()].flatMap(({ probes }) => probes),
    values(whole) {
      if (scenario.expect.length === 0) return [];
      const ofWhole = figureValues(whole);
      const ofParts = new Map([...parts].map(([id, part]) => [id, part.values()]));
      return scenario.expect.map((expectation) =>
        promisedValue(expectation, ofParts.get(idOf(expectation.scope)) ?? ofWhole, whole),
      );
    },
  };
}

function isWhole({ keys, nodes, from, to }: Scope): boolean {
  return keys === null && nodes === null && from === 0 && to === Number.POSITIVE_INFINITY;
}

function idOf({ keys, nodes, from, to }: Scope): string {
  return JSON.stringify([keys, nodes, from, String(to)]);
}

interface Instrument {
  readonly probe: Probe;
  values(): FigureValues;
}

/** `names`: the figures that are wanted. */
function measurePart(scenario: Scenario, scope: Scope, names: readonly string[]) {
  const all = instruments(scenario, partOf(scope));
  const wanted = new Set(names.map((name) => all.find(({ of }) => of.some((start) => name.startsWith(start)))!));
  const used = [...wanted].map(({ make }) => make());
  return {
    probes: used.map(({ probe }) => probe),
    values: (): FigureValues => Object.assign({}, ...used.map((instrument) => instrument.values())),
  };
}

/** What measures figures over a part of a run; `of`: how their names begin. A figure is measured by the first that has it. */
function instruments(
  scenario: Scenario,
  part: Part,
): readonly { readonly of: readonly string[]; readonly make: () => Instrument }[] {
  const places = scenario.cluster.nodes;
  const nodes = places.length;
  const { bin } = scenario.measure;
  const { hasKey, hasNode: isOf, from, to } = part;
  return [
    {
      of: ["bytes.infos", "infos.sent", "infos.fresh"],
      make: () => {
        const probe = infosProbe({ hasKey });
        return { probe: within(part, probe), values: () => infosValues(probe.measurement()) };
      },
    },
    {
      of: ["bytes.", "messages.", "wire."],
      make: () => {
        const probe = bytesProbe({ places, bin, from, to, isOf });
        return { probe: within(part, probe), values: () => bytesValues(probe.measurement()) };
      },
    },
    {
      of: ["infos.", "redundancy", "callbacks"],
      make: () => {
        const probe = countsProbe();
        const values = () => ({ ...receivedValues(probe.received()), callbacks: probe.callbacks() });
        return { probe: within(part, probe), values };
      },
    },
    {
      of: ["connections."],
      make: () => {
        const probe = connectivityProbe({ nodes, bin });
        return { probe: within(part, probe), values: () => connectionsValues(probe.counts()) };
      },
    },
    // What happens elsewhere or at other times bears on what these two measure: they see all, and know what counts.
    {
      of: ["dissemination.", "hops.", "bound."],
      make: () => {
        const probe = disseminationProbe({ nodes, bounds: pathBounds(scenario), part });
        const values = () => ({
          ...disseminationValues(probe.measurement()),
          ...hopsValues(probe.hops()),
          ...boundValues(probe.bound(0)),
        });
        return { probe, values };
      },
    },
    {
      of: ["age."],
      make: () => {
        const probe = ageProbe({ nodes, bin, part });
        return { probe, values: () => ageValues(probe.measurement()) };
      },
    },
  ];
}

function promisedValue(
  { figure, scope }: Expectation,
  values: FigureValues,
  { endTime }: Omit<Measurements, "promised">,
): PromisedValue {
  if (scope.from > 0 && endTime <= scope.from) return { value: null, why: "ended" };
  const value = values[figure];
  if (value === undefined) throw new Error(`nobody measures ${figure} over a part of a run`);
  return value === null ? { value, why: reasonFor(figure, values) } : { value };
}

/** Versions that were published and did not arrive are something else than none. */
function reasonFor(figure: string, values: FigureValues): "nothing" | "never" {
  if (figure.startsWith("dissemination.") || figure.startsWith("bound.")) {
    return values["dissemination.published"] === 0 ? "nothing" : "never";
  }
  return happensOnce.test(figure) ? "never" : "nothing";
}

const happensOnce = /^(?:membership\.time|settled\.time|coldStart\..*|overlay\.diameter)$/;
