import { arrange } from "./arrange.js";
import { h, s, set } from "./dom.js";
import { graph, nameRoom, structureKey } from "./graph.js";
import {
  createCard,
  createEdge,
  createName,
  edgeStates,
  senderDetail,
  signalDetail,
} from "./items.js";
import { createMotion, ease, mix, phase } from "./motion.js";
import { round } from "./paths.js";
/**
 * @import {Arrangement} from "./arrange.js"
 * @import {Graph} from "./graph.js"
 * @import {CardItem, EdgeItem, NameItem} from "./items.js"
 * @import {Box, FlowEvent, Layout, State} from "./types.js"
 */

/** With more cards than this nothing moves: things are where they belong at once. */
const MOST_MOVING = 60;
const MOST_PULSES = 12;
const SLIDE = 20;

/**
 * A thing on the stage: where it came from, is, and goes; and how much of it was,
 * is and will be seen. Edges have no place of their own: they follow their ends.
 *
 * @template I
 * @typedef {{item: I, from: Box, now: Box, to: Box, was: number, is: number, will: number}} Actor
 */

/** @type {Box} */
const NOWHERE = { x: 0, y: 0, w: 0, h: 0 };

/** @typedef {ReturnType<typeof createStage>} Stage */

/**
 * The senders, signals, receivers and edges; what stays, moves.
 * @param {() => void} moved told whenever the cards have moved
 */
export function createStage(moved) {
  const edgeLayer = s("svg", { class: "sv-edges", "aria-hidden": "true" });
  const names = h("div", { class: "sv-layer" });
  const list = h("ol", { class: "sv-layer", role: "list", "aria-label": "receivers in call order" });
  const motion = createMotion();
  /** @type {Map<string, Actor<NameItem>>} */
  const hubs = new Map();
  /** @type {Map<string, Actor<CardItem>>} */
  const cards = new Map();
  /** @type {Map<string, Actor<EdgeItem>>} */
  const edges = new Map();
  /** @type {Arrangement} */
  let arrangement;
  /** The place of the lanes, on its way like everything else. */
  let [lanesFrom, lanes] = [{ x: 0, y: 0, w: 0 }, { x: 0, y: 0, w: 0 }];
  let wanted = "";
  let oldWidth = 0;

  return {
    edgeLayer,
    names,
    list,
    show,
    pulse,
    stop: motion.stop,
    lanes: () => lanes,

    /**
     * Where a card is now, and how much of it is seen.
     * @param {string} id of a connection
     */
    card: (id) => cards.get(id),
  };

  /**
   * Show a state.
   *
   * @param {State} state
   * @param {Record<string, Layout>} layouts
   * @param {number} width pixels
   * @param {number | null} middle see `arrange`
   * @param {boolean} smooth whether things may move
   */
  function show(state, layouts, width, middle, smooth) {
    const structure = graph(state);
    const key = structureKey(structure);
    const now = [key, key in layouts, width, middle].join("\n");
    if (now !== wanted) {
      const few = Math.max(structure.cards.length, cards.size) <= MOST_MOVING;
      const moving = smooth && few && middle === null && width === oldWidth;
      wanted = now;
      oldWidth = width;
      lanesFrom = lanes;
      arrangement = arrange(structure, layouts[key], width, nameRoom(state), middle);
      place(structure);
      if (moving) motion.run(draw);
      else {
        motion.stop();
        draw(1);
      }
    }
    paint(state);
    return arrangement;
  }

  /** @param {Graph} structure */
  function place({ senders, signals, cards: nodes }) {
    const boxes = arrangement.nodes;
    const newName = (/** @type {"sender" | "signal"} */ kind) => () => createName(kind);
    for (const { id } of senders) enter(hubs, id, boxes[id], newName("sender"));
    for (const { id } of signals) enter(hubs, id, boxes[id], newName("signal"));
    for (const { id } of nodes) enter(cards, id, boxes[id], createCard);
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
    const { x, y, w } = arrangement.lanes;
    lanes = { x: mix(lanesFrom.x, x, part), w: mix(lanesFrom.w, w, part), y };
    drawBoxes(hubs, t);
    drawBoxes(cards, t);
    const boxes = Object.fromEntries([...hubs, ...cards].map(([id, { now }]) => [id, now]));
    const curves = new Map(arrangement.edges(boxes).map((edge) => [edgeKey(edge), edge.curve]));
    for (const [id, actor] of edges) {
      appear(actor, t);
      const growing = actor.will > actor.was;
      const curve = curves.get(id);
      if (curve) actor.item.draw(curve, growing ? ease(phase(t, 0.2, 0.75)) : 1);
      actor.item.element.style.opacity = growing ? "" : String(actor.is);
      sweep(edges, id, t);
    }
    moved();
  }

  /** @param {State} state */
  function paint(state) {
    const running = new Set(
      [state.dispatch, ...state.nested].map((item) => item?.status === "running" && item.signal),
    );
    for (const card of state.connections) cards.get(card.id)?.item.show(card);
    for (const sender of state.senders) {
      hubs.get(sender.id)?.item.show(sender.label, senderDetail(sender), sender.active);
    }
    for (const { id, name } of state.signals) {
      const heard = state.connections.filter((card) => card.signal === id && card.number !== null);
      hubs.get(`signal:${id}`)?.item.show(name, signalDetail(heard.length), running.has(id));
    }
    const look = edgeStates(state);
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
    events.slice(-MOST_PULSES).forEach((event, number) => {
      for (const { item, will } of edges.values()) {
        const { from, to } = item;
        const own =
          event.kind === "dispatch_started"
            ? to === `signal:${event.signal}` &&
              (from === `sender:${event.sender.label}` || from === event.parent_connection)
            : event.kind === "receiver_started" && to === event.connection;
        if (own && will) item.beat(number * apart);
      }
    });
  }
}

/** @param {{from: string, to: string}} edge */
function edgeKey({ from, to }) {
  return `${from}\n${to}`;
}

/**
 * @template {{element: HTMLElement}} I
 * @param {Map<string, Actor<I>>} map
 * @param {number} t 0 to 1
 */
function drawBoxes(map, t) {
  const part = ease(t);
  for (const [id, actor] of map) {
    const { from, to, will } = actor;
    // What leaves is gone before the others close up.
    const x = mix(from.x, to.x, will ? part : ease(phase(t, 0, 0.6)));
    const y = mix(from.y, to.y, part);
    const w = mix(from.w, to.w, part);
    actor.now = { x, y, w, h: to.h };
    appear(actor, t);
    const { style } = actor.item.element;
    style.transform = `translate(${round(x)}px,${round(y)}px)`;
    style.width = `${round(w)}px`;
    style.height = `${to.h}px`;
    style.opacity = String(actor.is);
    sweep(map, id, t);
  }
}

/**
 * Put something new on the stage, or send what is there to a new place.
 *
 * @template {{element: Element}} I
 * @param {Map<string, Actor<I>>} map
 * @param {string} id
 * @param {Box} to
 * @param {() => I} create
 */
function enter(map, id, to, create) {
  const actor = map.get(id);
  const from = away(to, -1);
  if (actor) retarget(actor, to, 1);
  else map.set(id, { item: create(), from, now: from, to, was: 0, is: 0, will: 1 });
}

/**
 * Send away what is not among `ids`: it is no longer one of the list.
 *
 * @template {{element: Element}} I
 * @param {Map<string, Actor<I>>} map
 * @param {string[]} ids
 */
function leave(map, ids) {
  const stay = new Set(ids);
  for (const [id, actor] of map) {
    if (stay.has(id)) continue;
    retarget(actor, away(actor.now, 1), 0);
    set(actor.item.element, { "aria-hidden": "true", tabindex: null });
  }
}

/**
 * @param {Actor<unknown>} actor
 * @param {Box} to
 * @param {number} will
 */
function retarget(actor, to, will) {
  Object.assign(actor, { from: actor.now, to, was: actor.is, will });
}

/**
 * First there is room, then the thing; first the thing goes, then its room.
 *
 * @param {Actor<unknown>} actor
 * @param {number} t 0 to 1
 */
function appear(actor, t) {
  const { was, will } = actor;
  actor.is = mix(was, will, will > was ? phase(t, 0.45, 1) : phase(t, 0, 0.5));
}

/**
 * Take away what has left.
 *
 * @template {{element: Element}} I
 * @param {Map<string, Actor<I>>} map
 * @param {string} id
 * @param {number} t 0 to 1
 */
function sweep(map, id, t) {
  const actor = map.get(id);
  if (t < 1 || !actor || actor.will) return;
  actor.item.element.remove();
  map.delete(id);
}

/**
 * @param {Box} box
 * @param {1 | -1} side
 */
function away(box, side) {
  return { ...box, x: box.x + side * SLIDE };
}

/**
 * Keep the order of the document that of the picture; what leaves comes last.
 *
 * @param {Element} parent
 * @param {({item: {element: Element}} | undefined)[]} actors
 */
function order(parent, actors) {
  let next = parent.firstElementChild;
  for (const actor of actors) {
    const element = actor?.item.element;
    if (!element) continue;
    // An element that is moved loses the focus: those in place are left alone.
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}
