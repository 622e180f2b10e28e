import { XMLParser, XMLValidator } from "fast-xml-parser";
import { refuseBinary } from "./document.ts";
import { readLinkSpeed } from "./link-speed.ts";
import { type Place, ScenarioError } from "./scenario-error.ts";
import { show } from "./written.ts";

/** What a GraphML file says of a network, with its places for messages. */
export interface WrittenGraph {
  readonly place: Place;
  readonly nodes: readonly WrittenNode[];
  readonly edges: readonly WrittenEdge[];
}

export interface WrittenNode {
  readonly id: string;
  readonly label: string | undefined;
  /** Degrees; undefined when the file gives none, or only one of the two. */
  readonly coordinates: { readonly latitude: number; readonly longitude: number } | undefined;
}

export interface WrittenEdge {
  /** Indices of nodes. */
  readonly from: number;
  readonly to: number;
  readonly directed: boolean;
  /** Bits per second; undefined where the file gives none that can be read. */
  readonly rate: number | undefined;
}

/**
 * Reads a GraphML file with the attributes of the Internet Topology Zoo: `label`, `Latitude` and `Longitude` of a node, `LinkSpeedRaw`,
 * `LinkSpeed`, `LinkSpeedUnits` and `LinkLabel` of an edge; all others are passed over, as are ports. `file` is for messages.
 * Throws `ScenarioError`.
 */
export function parseGraphml(file: string, text: string): WrittenGraph {
  const { roots, placeOf } = parseXml(file, text);
  const graphml = roots.graphml?.[0];
  if (graphml === undefined) {
    const found = Object.keys(roots).find((name) => !name.startsWith("?"));
    throw new ScenarioError(placeOf(undefined), `expected GraphML, whose outermost element is graphml, found ${found}`);
  }
  const [graph, second] = children(graphml, "graph");
  if (graph === undefined) throw new ScenarioError(placeOf(graphml), "expected a graph, found none");
  if (second !== undefined) throw new ScenarioError(placeOf(second), "expected one graph, found a second");
  const [hyperedge] = children(graph, "hyperedge");
  if (hyperedge !== undefined) {
    throw new ScenarioError(placeOf(hyperedge), "a hyperedge joins more than two nodes; write an edge for each pair");
  }
  const attributes = attributeReader(children(graphml, "key"));
  const indices = new Map<string, number>();
  const nodes = children(graph, "node").map((node, index) => readNode(node, index, indices, attributes, placeOf));
  if (nodes.length === 0) throw new ScenarioError(placeOf(graph), "expected nodes, found none");
  const directed = attribute(graph, "edgedefault") === "directed";
  const edges = children(graph, "edge").map((edge) => readEdge(edge, directed, indices, attributes, placeOf));
  return { place: placeOf(graph), nodes, edges };
}

/** Larger than any graph of as many sites as there may be; larger texts take long to read. */
const maxLength = 4 * 1024 * 1024;

/** An XML element: `@name` is an attribute, `#text` what stands in it, all else its children by name. */
interface Element {
  readonly [name: string]: readonly Element[] | string | undefined;
}

type PlaceOf = (element: Element | undefined) => Place;

function parseXml(file: string, original: string): { roots: Record<string, readonly Element[]>; placeOf: PlaceOf } {
  if (original.length > maxLength) {
    throw new ScenarioError({ file, line: 0, column: 0 }, "it is larger than 4 MiB, which no graph of 1,000 nodes is");
  }
  const text = original.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const placeAt = (line: number, column: number): Place => ({ file, line, column });
  refuseBinary(text, placeAt);
  const valid = XMLValidator.validate(text);
  if (valid !== true) {
    const { line = 1, col = 1, msg } = valid.err as { line?: number; col?: number; msg: string };
    throw new ScenarioError(placeAt(line, col), `not valid XML: ${inShort(msg)}`);
  }
  const start = XMLParser.getMetaDataSymbol() as unknown as keyof Element;
  const placeOf: PlaceOf = (element) => {
    const at = (element?.[start] as { startIndex?: number } | undefined)?.startIndex ?? 0;
    const before = text.slice(0, at);
    return placeAt(before.split("\n").length, at - before.lastIndexOf("\n"));
  };
  try {
    return { roots: parser.parse(text), placeOf };
  } catch (error) {
    // What the parser refuses beyond mistakes of form: names and entities that are made to do harm, very deep nesting.
    throw new ScenarioError(placeAt(1, 1), `not XML that can be read: ${inShort((error as Error).message)}`);
  }
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseAttributeValue: false,
  parseTagValue: false,
  alwaysCreateTextNode: true,
  removeNSPrefix: true,
  captureMetaData: true,
  // Characters by their number among them.
  htmlEntities: true,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
});

function readNode(
  node: Element,
  index: number,
  indices: Map<string, number>,
  attributes: AttributeReader,
  placeOf: PlaceOf,
): WrittenNode {
  const id = attribute(node, "id");
  if (id === undefined) throw new ScenarioError(placeOf(node), "expected a node with an id");
  if (indices.has(id)) throw new ScenarioError(placeOf(node), `the node ${show(id)} stands here twice`);
  const [nested] = children(node, "graph");
  if (nested !== undefined) throw new ScenarioError(placeOf(nested), "expected a node, found a graph inside it");
  indices.set(id, index);
  const latitude = degrees(attributes(node, "node", "latitude", "lat"), 90, placeOf);
  const longitude = degrees(attributes(node, "node", "longitude", "lon", "long", "lng"), 180, placeOf);
  const coordinates = latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
  return { id, label: attributes(node, "node", "label", "name")?.text, coordinates };
}

function readEdge(
  edge: Element,
  byDefault: boolean,
  indices: ReadonlyMap<string, number>,
  attributes: AttributeReader,
  placeOf: PlaceOf,
): WrittenEdge {
  const end = (name: "source" | "target"): number => {
    const id = attribute(edge, name);
    if (id === undefined) throw new ScenarioError(placeOf(edge), `expected an edge with a ${name}`);
    const index = indices.get(id);
    if (index === undefined)
      throw new ScenarioError(placeOf(edge), `the ${name} of this edge, ${show(id)}, is no node`);
    return index;
  };
  const written = (name: string) => attributes(edge, "edge", name)?.text;
  const rate = readLinkSpeed({
    raw: written("linkspeedraw"),
    speed: written("linkspeed"),
    units: written("linkspeedunits"),
    label: written("linklabel"),
  });
  const directed = attribute(edge, "directed");
  return { from: end("source"), to: end("target"), directed: directed ? directed === "true" : byDefault, rate };
}

/** The text of the first of these attributes that an element has, and the element to blame for it. */
type AttributeReader = (
  element: Element,
  kind: "node" | "edge",
  ...names: readonly string[]
) => { readonly text: string; readonly element: Element } | undefined;

/** Looks attributes up by the names that the file's keys give them, in whatever case. */
function attributeReader(keys: readonly Element[]): AttributeReader {
  const nameOf = new Map<string, string>();
  const defaults = new Map<string, Element>();
  for (const key of keys) {
    const id = attribute(key, "id") ?? "";
    const name = (attribute(key, "attr.name") ?? id).toLowerCase();
    nameOf.set(id, name);
    const [value] = children(key, "default");
    if (value !== undefined) defaults.set(`${attribute(key, "for")} ${name}`, value);
  }
  return (element, kind, ...names) => {
    for (const name of names) {
      const isMeant = (data: Element) => {
        const key = attribute(data, "key") ?? "";
        return (nameOf.get(key) ?? key.toLowerCase()) === name;
      };
      const data =
        children(element, "data").find(isMeant) ?? defaults.get(`${kind} ${name}`) ?? defaults.get(`all ${name}`);
      if (data !== undefined && !isNothing(textOf(data))) return { text: textOf(data), element: data };
    }
    return undefined;
  };
}

/** What programs write for a value that there is not. */
function isNothing(text: string): boolean {
  return /^(?:|none|nan|null)$/i.test(text);
}

function degrees(
  written: { readonly text: string; readonly element: Element } | undefined,
  limit: number,
  placeOf: PlaceOf,
): number | undefined {
  if (written === undefined) return undefined;
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(written.text) ? Number(written.text) : Number.NaN;
  if (!(Math.abs(value) <= limit)) {
    throw new ScenarioError(
      placeOf(written.element),
      `expected degrees from -${limit} to ${limit}, found ${show(written.text)}`,
    );
  }
  return value;
}

function children(element: Element, name: string): readonly Element[] {
  const found = element[name];
  return typeof found === "object" ? found : [];
}

function attribute(element: Element, name: string): string | undefined {
  const found = element[`@${name}`];
  return typeof found === "string" ? found : undefined;
}

function textOf(element: Element): string {
  const text = element["#text"];
  return typeof text === "string" ? text.trim() : "";
}

/** The validator lists all elements that are open at the end of a file. */
function inShort(message: string): string {
  if (message.startsWith("Invalid '[")) return "the file ends before all of its elements do.";
  const text = message.charAt(0).toLowerCase() + message.slice(1);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
