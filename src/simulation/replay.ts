import type { WorkloadItem } from "../scenario/scenario.ts";
import { filledValue } from "./filled-value.ts";
import type { Publication, Publishers, Workload } from "./workload.ts";

/**
 * Publishes what a recording says, when it says so; what one node publishes at one moment, together. What a node was to publish before its first start it
 * publishes then, of each key the last.
 */
export function replay(
  { replay: infos }: Extract<WorkloadItem, { replay: unknown }>,
  publishers: Publishers,
): Workload {
  const { scheduler } = publishers;
  const waiting = new Map<number, Map<string, Publication>>();
  let counter = 0;
  let due = 0;

  const publish = (node: number, publications: readonly Publication[]) => {
    if (publishers.hasStarted(node)) return publishers.publish(node, publications);
    const later = waiting.get(node) ?? new Map<string, Publication>();
    for (const publication of publications) later.set(publication.key, publication);
    waiting.set(node, later);
  };

  const publishDue = () => {
    const { at } = infos[due]!;
    const together = new Map<number, Publication[]>();
    for (; infos[due]?.at === at; due++) {
      const { node, key: pattern, size, ttl } = infos[due]!;
      const key = publishers.filledIn(pattern, node);
      const publications = together.get(node) ?? [];
      publications.push({ key, data: filledValue(size, ++counter, key), ttl: Number.isFinite(ttl) ? ttl : 0 });
      together.set(node, publications);
    }
    for (const [node, publications] of together) publish(node, publications);
    if (due < infos.length) scheduler.scheduleAt(infos[due]!.at, publishDue);
  };

  scheduler.scheduleAt(infos[0]!.at, publishDue);
  return {
    nodeStarted(node) {
      const later = waiting.get(node);
      if (later === undefined) return;
      waiting.delete(node);
      publishers.publish(node, [...later.values()]);
    },
    nodeConnected() {},
    nodeStopping() {},
  };
}
