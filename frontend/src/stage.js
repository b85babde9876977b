import { appear, drawBoxes, enter, leave, order, sweep } from "./actors.js";
import { arrange } from "./arrange.js";
import { h, s, set } from "./dom.js";
import { MOST_FOLDED, fold } from "./fold.js";
import { factRoom, graph, holders, nameRoom, structureKey } from "./graph.js";
import { createFold } from "./fold-card.js";
import {
  createCard,
  createEdge,
  createName,
  edgeStates,
  senderDetail,
  signalDetail,
} from "./items.js";
import { createMatrix } from "./matrix-card.js";
import { MOVE, createMotion, ease, mix, phase } from "./motion.js";
import { nest } from "./nest.js";
import { round } from "./paths.js";
import { cast, senderId } from "./senders.js";
/**
 * @import {Actor} from "./actors.js"
 * @import {Arrangement} from "./arrange.js"
 * @import {Group} from "./fold.js"
 * @import {Graph} from "./graph.js"
 * @import {FoldItem} from "./fold-card.js"
 * @import {CardItem, EdgeItem, NameItem} from "./items.js"
 * @import {MatrixItem} from "./matrix-card.js"
 * @import {Row} from "./nest.js"
 * @import {Cast, SenderGroup} from "./senders.js"
 * @import {Timeline} from "./timeline.js"
 * @import {Box, Card, CardState, FlowEvent, Layout, State} from "./types.js"
 */

/** With more cards than this nothing moves: things are where they belong at once. */
const MOST_MOVING = 60;
/** When a new edge has reached its end, as a part of the motion. */
const GROWN = 0.75;
const MOST_PULSES = 12;
/** When so many events come at once, nobody could follow a pulse for each. */
const MOST_EVENTS = 60;

/**
 * A thing in the column of the receivers: a card, or what stands for several.
 * @typedef {{element: HTMLElement, card?: CardItem, fold?: FoldItem, matrix?: MatrixItem}} ListItem
 */

/** @type {Box} */
const NOWHERE = { x: 0, y: 0, w: 0, h: 0 };

/** @typedef {ReturnType<typeof createStage>} Stage */

/**
 * The senders, signals, receivers and edges; what stays, moves.
 *
 * @param {() => void} moved told whenever the cards have moved
 * @param {() => void} changed told when somebody has opened or closed a group
 */
export function createStage(moved, changed) {
  const edgeLayer = s("svg", { class: "sv-edges", "aria-hidden": "true" });
  const names = h("div", { class: "sv-layer" });
  const list = h("ol", { class: "sv-layer", role: "list", "aria-label": "receivers in call order" });
  const motion = createMotion();
  /** @type {Map<string, Actor<NameItem>>} */
  const hubs = new Map();
  const brackets = h("div", { class: "sv-layer", "aria-hidden": "true" });
  /** @type {Map<string, Actor<ListItem>>} */
  const cards = new Map();
  /** @type {Map<string, Actor<EdgeItem>>} */
  const edges = new Map();
  /** @type {Arrangement} */
  let arrangement;
  /** The place of the lanes, on its way like everything else. */
  let [lanesFrom, lanes] = [{ x: 0, w: 0 }, { x: 0, w: 0 }];
  /** Ids of the groups that are open. @type {Set<string>} */
  const open = new Set();
  /** @type {(Card | Group)[]} */
  let shown = [];
  /** @type {Cast} */
  let who;
  /** Which node stands for a receiver or a sender. @type {Map<string, string>} */
  let holder = new Map();
  /** @type {Map<string, Row[]>} */
  let rows = new Map();
  let wanted = "";
  let oldWidth = 0;

  return {
    edgeLayer,
    brackets,
    names,
    list,
    show,
    pulse,
    stop: motion.stop,
    lanes: () => lanes,

    /** The receivers, some of them folded, and the rows inside their cards. */
    shown: () => ({ items: shown, rows }),

    /**
     * Where a lane begins, from the top of the picture.
     * @param {Box} box of a card
     */
    lane: (box) => arrangement.lane(box),

    /**
     * Where the lane of a row inside a card begins.
     *
     * @param {Box} box of the card
     * @param {number} row
     */
    inner: (box, row) => arrangement.inner(box, row),

    /**
     * Where a card or a group is now, and how much of it is seen.
     * @param {string} id of a connection or a group
     */
    card: (id) => cards.get(id),

    /**
     * The card of a receiver, or of the group that it is folded into.
     * @param {string} id of a connection
     */
    holder: (id) => cards.get(holder.get(id) ?? ""),
  };

  /**
   * Show a state.
   *
   * @param {State} state
   * @param {Timeline | null} line of its root dispatch
   * @param {(id: string) => string} name of a signal, or of a connection's receiver
   * @param {Record<string, Layout>} layouts
   * @param {number} width pixels
   * @param {number | null} middle see `arrange`
   * @param {boolean} smooth whether things may move
   * @param {(cards: Card[]) => string} counts how often receivers were called
   */
  function show(state, line, name, layouts, width, middle, smooth, counts) {
    shown = fold(state, open);
    who = cast(state, line, open);
    holder = new Map([...holders(shown), ...who.holder]);
    rows = nest(line, name, holding);
    const structure = graph(state, shown, rows, who);
    const key = structureKey(structure);
    /** @type {[number, number]} */
    const room = [nameRoom(shown), factRoom(shown)];
    const heights = structure.cards.map((node) => node.cells ?? node.height);
    const now = [key, heights, room, key in layouts, width, middle].join("\n");
    if (now !== wanted) {
      const few = Math.max(structure.cards.length, cards.size) <= MOST_MOVING;
      const moving = smooth && few && middle === null && width === oldWidth;
      wanted = now;
      const least = width === oldWidth ? arrangement.columns : undefined;
      oldWidth = width;
      lanesFrom = lanes;
      arrangement = arrange(structure, layouts[key], width, room, middle, least);
      place(structure);
      if (moving) motion.run(draw);
      else {
        motion.stop();
        draw(1);
      }
    }
    paint(state, counts);
    return arrangement;
  }

  /** @param {Graph} structure */
  function place({ senders, signals, cards: nodes }) {
    const boxes = arrangement.nodes;
    const named = new Map(who.senders.flatMap((item) => ("senders" in item ? [[item.id, item]] : [])));
    for (const { id } of senders) enter(hubs, id, boxes[id], () => newSender(named.get(id)));
    for (const { id } of signals) enter(hubs, id, boxes[id], () => createName("signal"));
    const groups = new Map(shown.flatMap((item) => ("cards" in item ? [[item.id, item]] : [])));
    for (const { id } of nodes) enter(cards, id, boxes[id], () => newItem(groups.get(id)));
    const lines = arrangement.edges(boxes);
    for (const edge of lines) {
      enter(edges, edgeKey(edge), NOWHERE, () => createEdge(edge.from, edge.to));
    }
    leave(hubs, Object.keys(boxes));
    leave(cards, Object.keys(boxes));
    leave(edges, lines.map(edgeKey));
    order(names, [...senders, ...signals].map(({ id }) => hubs.get(id)));
    order(list, nodes.map(({ id }) => cards.get(id)));
    order(edgeLayer, [...edges.values()]);
  }

  /** @param {number} t 0 to 1 */
  function draw(t) {
    const part = ease(t);
    const { x, w } = arrangement.lanes;
    lanes = { x: mix(lanesFrom.x, x, part), w: mix(lanesFrom.w, w, part) };
    drawBoxes(hubs, t);
    drawBoxes(cards, t);
    const boxes = Object.fromEntries([...hubs, ...cards].map(([id, { now }]) => [id, now]));
    const curves = new Map(arrangement.edges(boxes).map((edge) => [edgeKey(edge), edge.curve]));
    for (const [id, actor] of edges) {
      appear(actor, t);
      const growing = actor.will > actor.was;
      const curve = curves.get(id);
      if (curve) actor.item.draw(curve, growing ? ease(phase(t, 0.2, GROWN)) : 1);
      actor.item.element.style.opacity = growing ? "" : String(actor.is);
      sweep(edges, id, t);
    }
    brackets.replaceChildren(
      ...arrangement.brackets(boxes).map(({ x, top, bottom }) => {
        const element = h("div", { class: "sv-bracket" }, "together");
        element.style.transform = `translate(${round(x)}px,${round(top)}px)`;
        element.style.height = `${round(bottom - top)}px`;
        return element;
      }),
    );
    moved();
  }

  /**
   * @param {Group | undefined} group
   * @returns {ListItem}
   */
  function newItem(group) {
    if (!group) {
      const card = createCard();
      return { element: card.element, card };
    }
    if (group.kind === "matrix") {
      const matrix = createMatrix();
      return { element: matrix.element, matrix };
    }
    const fold = createFold(() => toggle(group.id));
    return { element: fold.element, fold };
  }

  /** @param {SenderGroup | undefined} group */
  function newSender(group) {
    const few = group && group.senders.length <= MOST_FOLDED;
    return createName("sender", group, few ? () => toggle(group.id) : undefined);
  }

  /**
   * The card in which it is shown what a receiver sent: no cell has room for that.
   * @param {string} id of a connection
   */
  function holding(id) {
    const card = holder.get(id);
    return card?.startsWith("matrix:") ? undefined : card;
  }

  /** @param {string} id of a group */
  function toggle(id) {
    if (!open.delete(id)) open.add(id);
    changed();
  }

  /**
   * @param {State} state
   * @param {(cards: Card[]) => string} counts
   */
  function paint(state, counts) {
    const running = new Set(
      [state.dispatch, ...state.nested].map((item) => item?.status === "running" && item.signal),
    );
    const outcome = outcomes(state);
    for (const item of shown) {
      const actor = cards.get(item.id);
      if (!actor) continue;
      const { fold: group, matrix, card } = actor.item;
      const width = actor.to.w;
      const inner = rows.get(item.id) ?? [];
      if (!("cards" in item)) card?.show(item, width, inner, outcome, counts([item]));
      else if (matrix) matrix.show(item, width, counts(item.cards));
      else group?.show(item, width, inner, outcome, counts(item.cards));
    }
    for (const sender of who.senders) {
      const opened = "senders" in sender && sender.open;
      hubs.get(sender.id)?.item.show(sender.label, senderDetail(sender), sender.active, opened);
    }
    for (const { id, name } of state.signals) {
      const heard = state.connections.filter((card) => card.signal === id && card.number !== null);
      hubs.get(`signal:${id}`)?.item.show(name, signalDetail(heard.length), running.has(id));
    }
    const look = edgeStates(state, shown, holder);
    for (const { item, will } of edges.values()) {
      if (will) set(item.element, { "data-state": look(item.from, item.to) });
    }
  }

  /**
   * A pulse for each call and send that began, one after the other.
   *
   * @param {FlowEvent[]} events
   * @param {number} apart milliseconds between two
   */
  function pulse(events, apart) {
    if (events.length > MOST_EVENTS) return;
    events.slice(-MOST_PULSES).forEach((event, number) => {
      for (const { item, is, will } of edges.values()) {
        const { from, to } = item;
        const own =
          event.kind === "dispatch_started"
            ? to === `signal:${event.signal}` &&
              (from === holder.get(senderId(event.sender.label)) ||
                from === holder.get(event.parent_connection ?? ""))
            : event.kind === "receiver_started" && to === holder.get(event.connection);
        // Along a new edge, once that has reached its end.
        if (own && will) item.beat(number * apart + (is < 1 ? GROWN * MOVE : 0));
      }
    });
  }
}

/**
 * How the rows inside the cards look.
 *
 * @param {State} state
 * @returns {(row: Row) => CardState}
 */
function outcomes({ nested, calls }) {
  const sends = new Map(nested.map((item) => [item.id, item.status]));
  const called = new Map(calls.map((call) => [`${call.dispatch} ${call.connection}`, call.state]));
  return ({ key, kind, dispatch }) =>
    (kind === "send" ? sends.get(dispatch) : called.get(key)) ?? "connected";
}

/** @param {{from: string, to: string}} edge */
function edgeKey({ from, to }) {
  return `${from}\n${to}`;
}
