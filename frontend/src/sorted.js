/**
 * The items by a key that several may share; keys in the order of their first item.
 *
 * @template T, K
 * @param {T[]} items
 * @param {(item: T) => K} key
 * @returns {Map<K, T[]>}
 */
export function sorted(items, key) {
  /** @type {Map<K, T[]>} */
  const found = new Map();
  for (const item of items) {
    const own = found.get(key(item));
    if (own) own.push(item);
    else found.set(key(item), [item]);
  }
  return found;
}
