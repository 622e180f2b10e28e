/**
 * The list with one more item, for lists of which a cluster has many and nearly all stay short. An array that grows in place takes room for 17 items at
 * its first one; so a short list is made anew, and only a long one grows. The list that was given must not be used any more.
 *
 * Rules: S4, S6, S8 (what their lists are made of).
 */
export function appended<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item];
  if (list.length < few) return list.concat([item]);
  list.push(item);
  return list;
}

const few = 8;

/**
 * The list with `item` at its end as often as it takes to be `length` long, for arrays in which each node holds something for each other one. An array
 * that grows in place takes half as much again as it needs, and this one an eighth. The list that was given must not be used any more.
 */
export function lengthened<T>(list: T[], length: number, item: T): T[] {
  const enough = Math.max(length, list.length + (list.length >> 3));
  return list.concat(new Array<T>(enough - list.length).fill(item));
}
