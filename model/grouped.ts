/**
 * Items by what they have in common, in the order of the first of each group. `Map.groupBy` came with Node 21.
 * @param keyOf what the items of a group have in common; compared like keys of a Map
 */
export function grouped<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
