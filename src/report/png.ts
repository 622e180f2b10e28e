import { createRequire } from "node:module";
import type { ChartConfiguration } from "chart.js";
import { chartSize, fontFamily } from "./chart-style.ts";
import type { ReportChart } from "./charts.ts";

/**
 * Charts cannot be drawn here: chart.js, chartjs-node-canvas, its canvas or the fonts are not installed or do not load.
 * They are optional, so this costs the pictures, never the run. `cause` says what was missing.
 */
export class ChartsUnavailable extends Error {
  override name = "ChartsUnavailable";

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? (cause.message.split("\n", 1)[0] ?? "") : String(cause);
    super(`no charts: the optional packages chart.js and chartjs-node-canvas do not load (${reason})`, { cause });
  }
}

/**
 * Draws a chart and encodes it as PNG. The packages are loaded by the first call.
 *
 * @throws ChartsUnavailable when they cannot be loaded.
 */
export async function renderPng(chart: ReportChart): Promise<Uint8Array> {
  const renderer = await rendererFor(chart.width, chart.height);
  // Chart.js adds listeners to the arrays it is given; the report's own data stay as they are.
  return new Uint8Array(renderer.renderToBufferSync(copy(chart.config) as ChartConfiguration, "image/png"));
}

/** Loads the packages ahead of the first chart. What is wrong with them is told by `renderPng`. */
export async function loadCharts(): Promise<void> {
  await rendererFor(chartSize.width, chartSize.height).catch(() => {});
}

interface Renderer {
  renderToBufferSync(config: ChartConfiguration, type: "image/png"): Uint8Array;
}

/** One renderer for each size: each loads a Chart.js of its own. */
const renderers = new Map<string, Promise<Renderer>>();

function rendererFor(width: number, height: number): Promise<Renderer> {
  const size = `${width}x${height}`;
  let renderer = renderers.get(size);
  if (renderer === undefined) {
    renderer = loadRenderer(width, height);
    renderers.set(size, renderer);
  }
  return renderer;
}

async function loadRenderer(width: number, height: number): Promise<Renderer> {
  try {
    const { ChartJSNodeCanvas } = await import("chartjs-node-canvas");
    registerFonts();
    return new ChartJSNodeCanvas({
      width,
      height,
      backgroundColour: "#ffffff",
      chartCallback: (chartJs) => {
        chartJs.defaults.font.family = fontFamily;
      },
    });
  } catch (cause) {
    throw new ChartsUnavailable(cause);
  }
}

/** The two libraries that may stand behind the name `canvas`: @napi-rs/canvas here, node-canvas elsewhere. */
interface CanvasLibrary {
  readonly GlobalFonts?: { registerFromPath(path: string, family: string): unknown };
  readonly registerFont?: (path: string, style: { family: string; weight: string }) => void;
}

/** Fonts come from a package, so that text looks the same on every machine. */
function registerFonts(): void {
  const require = createRequire(import.meta.url);
  // The very `canvas` that chartjs-node-canvas draws with, wherever it is installed.
  const canvas = createRequire(require.resolve("chartjs-node-canvas"))("canvas") as CanvasLibrary;
  for (const [file, weight] of [
    ["DejaVuSans.ttf", "normal"],
    ["DejaVuSans-Bold.ttf", "bold"],
  ] as const) {
    const path = require.resolve(`dejavu-fonts-ttf/ttf/${file}`);
    if (canvas.GlobalFonts === undefined) canvas.registerFont?.(path, { family: fontFamily, weight });
    else if (canvas.GlobalFonts.registerFromPath(path, fontFamily) === null) throw new Error(`no font in ${path}`);
  }
}

/** A deep copy of arrays and plain objects; functions are shared. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member)]));
}
