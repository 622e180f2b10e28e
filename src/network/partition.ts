/** Decides whether a packet from one host to another gets through. */
export interface Rule {
  passes(from: number, to: number): boolean;
}

/** Loses what hosts of the one group send to those of the other; what comes back passes. */
export function oneWay(from: readonly number[], to: readonly number[]): Rule {
  const senders = new Set(from);
  const receivers = new Set(to);
  return { passes: (sender, receiver) => !(senders.has(sender) && receivers.has(receiver)) };
}

/** Cuts groups of hosts off from each other, both ways; hosts in no group reach everybody. */
export function partition(sides: readonly (readonly number[])[]): Rule {
  const sideOf = new Map<number, number>();
  for (const [side, hosts] of sides.entries()) {
    for (const host of hosts) sideOf.set(host, side);
  }
  return {
    passes(from, to) {
      const a = sideOf.get(from);
      const b = sideOf.get(to);
      return a === undefined || b === undefined || a === b;
    },
  };
}
