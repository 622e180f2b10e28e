/** What a GraphML file of the Internet Topology Zoo says of a link's speed, each as it is written there. */
export interface WrittenSpeed {
  /** Bits per second. */
  readonly raw: string | undefined;
  readonly speed: string | undefined;
  /** Of `speed`: K, M, G or T. */
  readonly units: string | undefined;
  readonly label: string | undefined;
}

/** Bits per second, from the plainest that is written; undefined when nothing there is a speed. */
export function readLinkSpeed({ raw = "", speed = "", units = "", label = "" }: WrittenSpeed): number | undefined {
  return believable(raw === "" ? Number.NaN : Number(raw)) ?? fromText(`${speed} ${units}`) ?? fromText(label);
}

/** A speed with its unit, as in `10 Gbps`, `<2.5 Gbit/s` (where the bound is all that is known) and `2x10G`, or a name such as `OC-3`. */
function fromText(text: string): number | undefined {
  const [, times, figure, prefix] = withPrefix.exec(text) ?? withoutPrefix.exec(text) ?? [];
  if (figure !== undefined) {
    return believable(Number(times ?? 1) * Number(figure) * (prefixes.get(prefix?.charAt(0).toLowerCase() ?? "") ?? 1));
  }
  for (const [pattern, bitsPerSecond] of names) {
    const found = pattern.exec(text);
    if (found !== null) return believable(Number(found[1] ?? 1) * bitsPerSecond);
  }
  return undefined;
}

const withPrefix =
  /(?:\b(\d+)\s*[x×*]\s*)?(\d+(?:\.\d+)?)\s*(k(?:ilo)?|m(?:ega)?|g(?:iga)?|t(?:era)?)(?:b(?:it)?s?)?\s*(?:ps|\/s(?:ec)?)?(?![a-z])/i;
const withoutPrefix = /(?:\b(\d+)\s*[x×*]\s*)?(\d+(?:\.\d+)?)\s*(?:bps|b(?:it)?s?\/s(?:ec)?)(?![a-z])/i;

const prefixes = new Map([
  ["k", 1e3],
  ["m", 1e6],
  ["g", 1e9],
  ["t", 1e12],
]);

/** Bits per second of what telephony and Ethernet have names for, times the number in the name. */
const names: readonly (readonly [RegExp, number])[] = [
  [/\b(?:OC|STS)[- ]?(\d+)c?\b/i, 51.84e6],
  [/\bSTM[- ]?(\d+)\b/i, 155.52e6],
  [/\b(?:T|DS)-?1\b/i, 1.544e6],
  [/\b(?:T|DS)-?3\b/i, 44.736e6],
  [/\bE-?1\b/i, 2.048e6],
  [/\bE-?3\b/i, 34.368e6],
  [/\b(\d+)?\s*(?:G(?:ig|b)?E|Gig(?:abit)? Ethernet)\b/i, 1e9],
  [/\b(?:FE|Fast Ethernet)\b/i, 100e6],
];

/** A thousand terabits are more than any link has; such figures are slips of the pen. */
function believable(bitsPerSecond: number): number | undefined {
  return bitsPerSecond >= 1 && bitsPerSecond <= 1e15 ? bitsPerSecond : undefined;
}
