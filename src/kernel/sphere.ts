// May call sin, cos and atan2 (see scheduler.ts, rule 5): 200,000 random distances are the same to the bit on Node 20, 22 and 24. What is made
// of them is rounded to whole microseconds, 200 m of glass fibre, so that even another last digit would show at most once in many millions.

/** A place on the globe, as the unit vector that leads there from its centre. */
export interface Position {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** In degrees, north and east being positive. */
export function positionOf(latitude: number, longitude: number): Position {
  const [phi, lambda] = [latitude * radian, longitude * radian];
  return { x: Math.cos(phi) * Math.cos(lambda), y: Math.cos(phi) * Math.sin(lambda), z: Math.sin(phi) };
}

/** Length of the great circle between two places, in metres. */
export function distance(from: Position, to: Position): number {
  // Of all formulas for the angle this one is exact for small angles as well as for opposite places.
  const across = Math.sqrt(
    square(from.y * to.z - from.z * to.y) +
      square(from.z * to.x - from.x * to.z) +
      square(from.x * to.y - from.y * to.x),
  );
  return earthRadius * Math.atan2(across, from.x * to.x + from.y * to.y + from.z * to.z);
}

/** The place in the middle of several; of places that lie all around the globe, which have none, the first. */
export function middle(places: readonly [Position, ...Position[]]): Position {
  const sum = { x: 0, y: 0, z: 0 };
  for (const { x, y, z } of places) {
    sum.x += x;
    sum.y += y;
    sum.z += z;
  }
  const length = Math.sqrt(square(sum.x) + square(sum.y) + square(sum.z));
  if (length < 1e-9) return places[0];
  return { x: sum.x / length, y: sum.y / length, z: sum.z / length };
}

const radian = Math.PI / 180;

/** Mean radius in metres (IUGG). */
const earthRadius = 6_371_008.8;

function square(value: number): number {
  return value * value;
}
