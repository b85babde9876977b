import { MOST_CARDS } from "./fold.js";
import { sorted } from "./sorted.js";
/**
 * @import {Timeline} from "./timeline.js"
 * @import {Card, Dispatch, SenderState, Signal, State, Status} from "./types.js"
 */

/**
 * A dispatch as far as it tells who sends; one that is still to come has no status.
 * @typedef {Pick<Dispatch, "signal" | "sender"> & {status?: Status}} Sent
 *
 * Several senders in the place of one: `kind` tells who of them sent. Its id begins
 * like that of no sender.
 * @typedef {SenderState & {senders: SenderState[], open: boolean}} SenderGroup
 *
 * Who is drawn as a sender, what each sends, and which node stands for whom.
 * @typedef {object} Cast
 * @property {(SenderState | SenderGroup)[]} senders
 * @property {[string, string][]} sends ids of a sender and a signal
 * @property {Map<string, string>} holder ids of the nodes by the ids of the senders
 */

/**
 * Id of a sender's node; `null` stands for any sender.
 * @param {string | null} label
 */
export function senderId(label) {
  return `sender:${label ?? ""}`;
}

/**
 * The labels of the senders of each signal: those that its connections listen
 * to, then those that sent it; `null` alone where any sender may send it.
 *
 * @param {Signal[]} signals
 * @param {Card[]} cards
 * @param {Sent[]} tree
 * @returns {Map<string, Set<string | null>>}
 */
function sendersBySignal(signals, cards, tree) {
  /** @type {Map<string, Set<string | null>>} */
  const labels = new Map(signals.map((signal) => [signal.id, new Set()]));
  for (const { signal, sender } of cards) if (sender !== null) labels.get(signal)?.add(sender);
  for (const { signal, sender } of tree) labels.get(signal)?.add(sender.label);
  for (const found of labels.values()) if (!found.size) found.add(null);
  return labels;
}

/**
 * The senders of a picture, signal by signal, each of them once.
 *
 * @param {Signal[]} signals
 * @param {Card[]} cards
 * @param {Sent[]} tree
 * @returns {SenderState[]}
 */
export function sendersOf(signals, cards, tree) {
  const kinds = new Map(tree.map(({ sender }) => [sender.label, sender.kind]));
  const running = tree.filter((item) => item.status === "running");
  const active = new Set(running.map(({ sender }) => sender.label));
  for (const { sender, sender_kind } of cards) {
    if (sender !== null && !kinds.has(sender)) kinds.set(sender, sender_kind ?? "");
  }
  const all = new Set([...sendersBySignal(signals, cards, tree).values()].flatMap((own) => [...own]));
  return [...all].map((label) => ({
    id: senderId(label),
    label: label ?? "any sender",
    kind: label === null ? "any" : (kinds.get(label) ?? ""),
    active: label !== null && active.has(label),
  }));
}

/**
 * Who is drawn: also who sends only later in the dispatch, so that nothing moves
 * while it is replayed.
 *
 * @param {State} state
 * @param {Timeline | null} [line] of its root dispatch
 * @param {Set<string>} [open] ids of the groups that somebody has opened
 * @returns {Cast}
 */
export function cast({ signals, connections, dispatch, nested }, line = null, open = new Set()) {
  const begun = new Set(nested.map(({ id }) => id));
  const later = line ? line.sends.filter((item) => !begun.has(item.dispatch)) : [];
  const tree = dispatch ? [dispatch, ...nested, ...later] : [];
  const senders = foldSenders(sendersOf(signals, connections, tree), tree, open);
  const holder = new Map(
    senders.flatMap((item) =>
      "senders" in item && !item.open
        ? item.senders.map(({ id }) => /** @type {const} */ ([id, item.id]))
        : [/** @type {const} */ ([item.id, item.id])],
    ),
  );
  const sends = new Map(
    [...sendersBySignal(signals, connections, tree)].flatMap(([signal, labels]) =>
      [...labels].map((label) => {
        const from = holder.get(senderId(label)) ?? "";
        return [`${from} ${signal}`, /** @type {[string, string]} */ ([from, `signal:${signal}`])];
      }),
    ),
  );
  return { senders, sends: [...sends.values()], holder };
}

/** How several of a kind are called, where that is not with an "s". @type {Record<string, string>} */
const SEVERAL = { class: "classes", "": "senders" };

/**
 * The senders, folded by their kind where there are many of them. The same as
 * `signal_viz.sender_fold.fold_senders`.
 *
 * @param {SenderState[]} senders
 * @param {Sent[]} tree
 * @param {Set<string>} open ids of the groups that somebody has opened
 * @returns {(SenderState | SenderGroup)[]}
 */
export function foldSenders(senders, tree, open) {
  if (senders.length <= MOST_CARDS) return senders;
  return [...sorted(senders, ({ kind }) => kind)].flatMap(([kind, own]) => {
    if (own.length === 1) return own;
    const id = `senders:${kind}`;
    const opened = open.has(id);
    const group = {
      ...{ id, label: `${own.length} ${SEVERAL[kind] ?? `${kind}s`}`, kind: who(own, tree) },
      ...{ active: own.some(({ active }) => active), senders: own, open: opened },
    };
    return [group, ...(opened ? own : [])];
  });
}

/**
 * Who of them sends, or sent.
 *
 * @param {SenderState[]} own
 * @param {Sent[]} tree
 */
function who(own, tree) {
  const begun = new Set(tree.flatMap(({ status, sender }) => (status ? sender.label : [])));
  const busy = own.filter(({ active }) => active);
  const [first, ...more] = busy.length ? busy : own.filter(({ label }) => begun.has(label));
  if (!first) return "none has sent";
  const several = more.length ? ` and ${more.length} more` : "";
  return `${first.label}${several} ${busy.length ? (several ? "send" : "sends") : "sent"}`;
}
