import type { Behaviour, Figures, Row } from "./catalogue.mjs";

export type TableRow = Row & { readonly label: string };
type CellOf = (behaviour: Behaviour, row: TableRow, nodes: number) => string;

export declare const noCell: string;
export declare const sizes: readonly number[];
export declare function rowsOf(behaviour: Behaviour): TableRow[];
export declare function cell(
  row: TableRow,
  nodes: number,
  figuresOf: (nodes: number, seed: number) => Readonly<Record<string, Figures>>,
): string;
export declare function render(behaviours: readonly Behaviour[], cellOf: CellOf): string;
export declare function cellsOf(page: string): CellOf;
