import { describe, expect, it } from "vitest";
import { type Box, placeLabels, type SizedLabel } from "../../src/sweep/chart-labels.ts";
import { noise } from "./support.ts";

const area = { left: 0, top: 0, right: 1000, bottom: 500 };

function label(x: number, y: number, traits: Partial<SizedLabel> = {}): SizedLabel {
  return { x, y, width: 80, height: 15, radius: 8, canLead: true, ...traits };
}

describe("labels of points", () => {
  it("stand right of their points where there is room", () => {
    const [box] = placeLabels([label(100, 100)], [], area);
    expect(box).toEqual({ left: 112, right: 192, top: 92.5, bottom: 107.5 });
  });

  it("stay inside", () => {
    for (const [x, y] of [
      [995, 250],
      [5, 5],
      [995, 495],
      [500, 2],
    ]) {
      const [box] = placeLabels([label(x!, y!)], [], area);
      expect(box!.left >= 0 && box!.right <= 1000 && box!.top >= 0 && box!.bottom <= 500).toBe(true);
    }
  });

  it("keep off lines where they can", () => {
    const line = { left: 0, right: 1000, top: 99, bottom: 101 };
    const [box] = placeLabels([label(100, 100)], [line], area);
    expect(box!.bottom < 99 || box!.top > 101).toBe(true);
  });

  it("lie on no point and no other label, and the lines to them cross none", () => {
    let omitted = 0;
    for (let world = 0; world < 25; world++) {
      const labels = Array.from({ length: 30 }, (_, index) => {
        const [x, y] = [200 + 500 * noise(world, index), 100 + 200 * noise(world, index + 1000)];
        return label(x, y, index < 10 ? {} : { radius: 4, canLead: false });
      });
      const boxes = placeLabels(labels, [], area);
      omitted += boxes.slice(0, 10).filter((box) => box === null).length;
      const placed = boxes.flatMap((box, index) => (box === null ? [] : { box, label: labels[index]! }));
      const wrong = placed.filter(({ box, label }) => {
        const others = placed.filter((other) => other.box !== box).map((other) => other.box);
        return (
          others.some((other) => overlap(box, other) || wayTo(label, box).some((place) => overlap(place, other))) ||
          labels.some(({ x, y, radius }) => overlap(box, square(x, y, radius)))
        );
      });
      expect(wrong).toEqual([]);
    }
    // Of 250: who comes first stands well.
    expect(omitted).toBeLessThan(10);
  });

  it("are left out where there is no room", () => {
    const crowd = Array.from({ length: 5 }, () => label(500, 250, { canLead: false }));
    expect(placeLabels(crowd, [], { left: 490, right: 510, top: 240, bottom: 260 })).toEqual(Array(5).fill(null));
  });
});

/** Places on the line to a label, if it is so far off that there is one. */
function wayTo({ x, y }: SizedLabel, box: Box): Box[] {
  const across = Math.min(box.right, Math.max(box.left, x)) - x;
  const down = Math.min(box.bottom, Math.max(box.top, y)) - y;
  if (Math.max(Math.abs(across), Math.abs(down)) <= 20) return [];
  return Array.from({ length: 100 }, (_, part) => square(x + (across * part) / 100, y + (down * part) / 100, 0.1));
}

function square(x: number, y: number, half: number): Box {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
