import type { formatFigure } from "../../src/report/figure.ts";

export function withoutSources(text: string): string;

export function wrongQuotes(text: string, result: unknown, format: typeof formatFigure): string[];

export function countQuotes(text: string): number;
