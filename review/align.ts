/** One step from one list to another. `before` and `after` are positions; a pair of both is an item that stays or changes. */
export interface Aligned {
  /** Position in the list before. @default - the item is new */
  readonly before?: number;
  /** Position in the list after. @default - the item is gone */
  readonly after?: number;
}

/** Largest number of comparisons for one gap; beyond it the gap is taken as replaced. */
const MOST_COMPARISONS = 4_000_000;

/**
 * Pairs the items of two lists so that the longest common subsequence of their keys stays. What is between two items that stay is
 * paired by position where both sides have as many items, because such items have changed rather than gone.
 */
export function align(before: readonly string[], after: readonly string[]): Aligned[] {
  const kept = common(before, after);
  const aligned: Aligned[] = [];
  let [left, right] = [0, 0];
  for (const [b, a] of [...kept, [before.length, after.length] as const]) {
    const isPaired = b - left === a - right && !crosses(before.slice(left, b), after.slice(right, a));
    if (isPaired) while (left < b) aligned.push({ before: left++, after: right++ });
    while (left < b) aligned.push({ before: left++ });
    while (right < a) aligned.push({ after: right++ });
    if (b < before.length) aligned.push({ before: left++, after: right++ });
  }
  return aligned;
}

/** Whether two gaps share a key: then an item has moved, and pairs by position would mislead. */
function crosses(before: readonly string[], after: readonly string[]): boolean {
  const keys = new Set(before);
  return after.some((key) => keys.has(key));
}

/** Positions of the longest common subsequence. */
function common(before: readonly string[], after: readonly string[]): (readonly [number, number])[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let [b, a] = [before.length, after.length];
  while (b > start && a > start && before[b - 1] === after[a - 1]) [b, a] = [b - 1, a - 1];
  const head = Array.from({ length: start }, (_, at) => [at, at] as const);
  const tail = Array.from({ length: before.length - b }, (_, at) => [b + at, a + at] as const);
  const middle = longest(before.slice(start, b), after.slice(start, a));
  return [...head, ...middle.map(([one, other]) => [one + start, other + start] as const), ...tail];
}

function longest(before: readonly string[], after: readonly string[]): [number, number][] {
  const width = after.length + 1;
  if (before.length * after.length > MOST_COMPARISONS) return [];
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (b: number, a: number): number => lengths[b * width + a] ?? 0;
  for (let b = before.length - 1; b >= 0; b--)
    for (let a = after.length - 1; a >= 0; a--)
      lengths[b * width + a] = before[b] === after[a] ? at(b + 1, a + 1) + 1 : Math.max(at(b + 1, a), at(b, a + 1));
  const pairs: [number, number][] = [];
  for (let [b, a] = [0, 0]; b < before.length && a < after.length; ) {
    if (before[b] === after[a]) pairs.push([b++, a++]);
    else if (at(b + 1, a) >= at(b, a + 1)) b++;
    else a++;
  }
  return pairs;
}
