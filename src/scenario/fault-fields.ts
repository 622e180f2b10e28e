import type * as z from "zod";
import { defaults } from "./defaults.ts";
import { drawn } from "./distribution-fields.ts";
import {
  duration,
  factor,
  hasKey,
  isMapping,
  listOf,
  mapping,
  offset,
  oneOf,
  ppm,
  share,
  shareRate,
  span,
  text,
  whole,
  word,
} from "./fields.ts";

/** The fields by which nodes are named anywhere in a scenario. */
interface NodeFields<Name extends z.ZodType, Names extends z.ZodType> {
  readonly nodeName: () => Name;
  readonly nodeNames: () => Names;
  readonly maxNodes: number;
}

/** More moments of one fault than these are a process: churn. */
export const mostTimes = 10_000;

/** The faults, each told by its key: partitions, what happens to nodes, and churn. */
export function faultFields<Name extends z.ZodType, Names extends z.ZodType>(fields: NodeFields<Name, Names>) {
  const { nodeName, nodeNames } = fields;
  const affected = () => affectedField(fields);
  const each = span()
    .exactOptional()
    .describe("From one node to the next, in the order of their ids; without it, all at once.");
  const memory = word("lost", "kept")
    .exactOptional()
    .describe(
      "Goes with `restart`: whether a node comes back with empty memory (`lost`, the default), or with what it held, its connections being gone.",
    );
  const back = {
    restart: span().exactOptional().describe("When a node comes back, counted from its end; without it, never."),
    memory,
  };
  const lasts = (what: string) => ({
    for: span().exactOptional().describe(`${what}, counted from its beginning; without it, never.`),
  });
  const some = {
    node: nodeName().exactOptional().describe("A node id, or the name of a group or site; either this or `nodes`."),
    nodes: affected().exactOptional().describe("Which nodes; either this or `node`."),
  };
  return {
    partition: mapping({
      partition: oneOf(
        {
          sides: listOf(listOf(nodeName(), "a list of nodes", 1), "a list of sides", 2),
          ways: mapping({
            from: nodeNames().describe("Whose packets are lost on the way to `to`."),
            to: nodeNames().describe("Who does not hear from `from`, and is heard."),
          }),
        },
        (value) => (isMapping(value) ? "ways" : "sides"),
      ).describe(
        "Two or more lists of nodes that cannot reach each other, nodes in none of them reaching everybody; or `{ from: eu, to: us }` for one way only.",
      ),
      name: text("the name of the partition").exactOptional().describe("By which `heal` may mean it."),
      ...timeFields(),
      ...lasts("When it heals"),
    }),
    heal: mapping({
      heal: oneOf(
        { name: text("the name of a partition"), names: listOf(text("the name of a partition"), "a list of names", 1) },
        (value) => (Array.isArray(value) ? "names" : "name"),
      ).describe("Which partitions are over: `all`, the `name` of one, or a list of names."),
      ...timeFields(),
    }),
    crash: mapping({
      crash: affected().describe(
        "Who dies without a word: a node id, the name of a group or site, a list of these, `{ random: 2 }` or `{ random: 5 %, of: eu }`.",
      ),
      ...timeFields(),
      each,
      ...back,
    }),
    stop: mapping({
      stop: affected().describe("Who is shut down: ends its streams, so that its peers know at once. As for `crash`."),
      ...timeFields(),
      each,
      drain: duration()
        .prefault(defaults.drain)
        .describe("How long a node still goes on after it has said that it will stop."),
      ...back,
    }),
    pause: mapping({
      pause: affected().describe(
        "Whose process stands still, as one that is stopped or whose machine is: its memory is kept, its timers go off late. As for `crash`.",
      ),
      ...timeFields(),
      each,
      ...lasts("When it goes on"),
    }),
    slow: mapping({
      slow: mapping({
        ...some,
        factor: factor(1, 1_000_000).describe(
          "Its processor takes so many times as long for everything, such as `x10`.",
        ),
      }).describe("Nodes whose processor is busy with something else, such as `{ node: 7, factor: x10 }`."),
      ...timeFields(),
      ...lasts("When it is over"),
    }),
    clock: mapping({
      clock: mapping({
        ...some,
        offset: offset().exactOptional().describe("By how much the clock is ahead, or behind if it is negative."),
        drift: ppm(100_000).exactOptional().describe("By how much it gains from then on, or loses if it is negative."),
      }).describe(
        "Nodes whose wall clock is wrong, such as `{ node: 7, offset: -250 ms, drift: 50 ppm }`: the one that they stamp with and judge expiry by.",
      ),
      ...timeFields(),
      ...lasts("When it is set right"),
    }),
    churn: mapping({
      churn: mapping({
        every: span().exactOptional().describe("Mean time from one outage to the next; either this or `rate`."),
        rate: shareRate()
          .exactOptional()
          .describe("The share of `nodes` that goes down in a time, such as `5 %/min`; either this or `every`."),
        down: drawn(span, "10 s").describe(
          "How long a node stays down: `10 s`, or a distribution such as `{ kind: exponential, mean: 10 s }`.",
        ),
        nodes: nodeNames()
          .exactOptional()
          .describe("Who may be hit, without it all; each outage draws one of those that run."),
        keep: whole(0, fields.maxNodes)
          .prefault(defaults.keep)
          .describe("An outage that would leave fewer of `nodes` running is left out; the last node is never hit."),
        by: word("crash", "stop")
          .prefault(defaults.churnBy)
          .describe("Whether nodes die without a word, or end their streams first."),
      }).describe("Nodes that go down at random moments (a Poisson process), and come back with empty memory."),
      at: duration().prefault(defaults.churnAt).describe("When it begins."),
      until: span().exactOptional().describe("When no node goes down any more; without it, never."),
    }),
  };
}

/** When, and how often. */
export function timeFields() {
  return {
    at: oneOf(
      {
        moment: duration(),
        random: mapping({
          random: listOf(duration(), "a list of two times", 2).describe(
            "The earliest and the latest moment; drawn by seed.",
          ),
        }),
      },
      (value) => (isMapping(value) ? "random" : "moment"),
    ).describe("When it begins: `20 s`, or `{ random: [10 s, 20 s] }`."),
    every: span().exactOptional().describe("Again so long after each beginning; `times` or `until` say how often."),
    times: whole(1, mostTimes).exactOptional().describe("Goes with `every`: how often altogether."),
    until: span()
      .exactOptional()
      .describe("Goes with `every`: no more from then on; without it and `times`, to the end."),
  };
}

function affectedField<Name extends z.ZodType, Names extends z.ZodType>({
  nodeName,
  nodeNames,
  maxNodes,
}: NodeFields<Name, Names>) {
  return oneOf(
    {
      one: nodeName(),
      several: listOf(nodeName(), "a list of nodes", 1),
      random: mapping({
        random: oneOf({ count: whole(1, maxNodes), share: drawnShare }, (value) =>
          typeof value === "number"
            ? "count"
            : typeof value === "string"
              ? "share"
              : { expected: 'a number of nodes or a percentage such as "5 %"' },
        ).describe("So many of the live nodes, or this percentage of all nodes (at least one), drawn by seed."),
        of: nodeNames().exactOptional().describe("Whom they are drawn from; without it, from all."),
      }),
      group: mapping({ group: text("the name of a group").describe("All nodes of a group, or of a site.") }),
    },
    (value) => {
      if (typeof value === "number" || typeof value === "string") return "one";
      if (Array.isArray(value)) return "several";
      if (hasKey(value, "random")) return "random";
      if (hasKey(value, "group")) return "group";
      return { expected: "a node id, the name of a group or site, a list of these, or { random: 2 }" };
    },
  );
}

const drawnShare = share().transform((share, context) => {
  if (share === 0) context.addIssue({ code: "custom", message: "expected more than 0 %" });
  return { share };
});
