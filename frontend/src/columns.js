import { MOST_CARDS } from "./fold.js";
/** @import {Graph, Node} from "./graph.js" */

/** Between two nodes of a column, in pixels; between two signals' cards more. */
export const GAP = 12;
const GROUP_GAP = 16;
/** An edge ends at the first lines of a card; a signal without receivers has an empty row. */
const ROW = 44;

/**
 * In which row each node stands: cards below each other, signal by signal; each
 * signal in the middle of what it calls, each sender in the middle of what it
 * sends. The same as `signal_viz/columns.py`.
 *
 * @param {Graph} graph
 * @param {number | null} middle of the part that is seen, in a picture that is too
 *   tall to be seen at once: signals stand as near to it as they can
 * @returns {{tops: Record<string, number>, height: number}}
 */
export function columns({ senders, signals, cards, sends, calls }, middle) {
  const nodes = new Map(cards.map((node) => [node.id, node]));
  /** @type {Map<string, Node[]>} */
  const groups = new Map(signals.map(({ id }) => [id, []]));
  for (const [signal, card] of calls) {
    const node = nodes.get(card);
    if (node) groups.get(signal)?.push(node);
  }
  /** @type {Record<string, number>} */
  const tops = {};
  /** @type {Map<string, number>} */
  const hubs = new Map();
  let y = 0;
  for (const [signal, group] of groups) {
    if (hubs.size) y += GROUP_GAP;
    const first = y + ROW / 2;
    let last = first;
    for (const { id, height } of group.length ? group : [{ id: "", height: ROW }]) {
      tops[id] = y;
      last = y + ROW / 2;
      y += height + GAP;
    }
    hubs.set(signal, middle === null ? (first + last) / 2 : Math.max(first, Math.min(middle, last)));
  }
  const wishes = senders.map(({ id }) => {
    const own = sends.flatMap(([from, to]) => (from === id ? (hubs.get(to) ?? []) : []));
    return own.reduce((sum, item) => sum + item, 0) / (own.length || 1);
  });
  const middles = apart(wishes, senders.map(({ height }) => height));
  // Of an open group of senders one sees the first, and who is called beside them.
  const low = senders.length > MOST_CARDS ? Math.min(0, middles[0] - senders[0].height / 2) : 0;
  senders.forEach(({ id, height }, number) => (tops[id] = middles[number] - height / 2 - low));
  for (const { id, height } of signals) tops[id] = (hubs.get(id) ?? 0) - height / 2;
  delete tops[""];

  const all = [...senders, ...signals, ...cards];
  const up = Math.min(0, ...Object.values(tops));
  for (const { id } of all) tops[id] -= up;
  const height = all.reduce((most, node) => Math.max(most, tops[node.id] + node.height), 0);
  return { tops, height };
}

/**
 * The middles nearest to `wishes` at which nothing overlaps and the order stays:
 * isotonic regression by pooling neighbours.
 *
 * @param {number[]} wishes
 * @param {number[]} heights
 */
export function apart(wishes, heights) {
  let top = 0;
  const offsets = heights.map((height) => {
    const offset = top + height / 2;
    top += height + GAP;
    return offset;
  });
  /** @type {[total: number, count: number][]} */
  const pools = [];
  wishes.forEach((wish, number) => {
    let [total, count] = [wish - offsets[number], 1];
    for (let last = pools.at(-1); last && last[0] / last[1] > total / count; last = pools.at(-1)) {
      total += last[0];
      count += last[1];
      pools.pop();
    }
    pools.push([total, count]);
  });
  const means = pools.flatMap(([total, count]) => Array(count).fill(total / count));
  return means.map((mean, number) => mean + offsets[number]);
}
