import { arrange } from "./arrange.js";
import { h, s, set } from "./dom.js";
import { graph, structureKey } from "./graph.js";
import { CardItem, EdgeItem, NameItem, edgeStates } from "./items.js";
import { Motion, ease, phase } from "./motion.js";
import { between } from "./paths.js";
/**
 * @import {Arrangement} from "./arrange.js"
 * @import {Graph} from "./graph.js"
 * @import {Curve} from "./paths.js"
 * @import {Box, FlowEvent, Layout, State} from "./types.js"
 */

/** With more nodes than this nothing moves: things are where they belong at once. */
const MOST_MOVING = 80;
const MOST_PULSES = 12;
const SLIDE = 18;

/**
 * A thing on the stage and its way: where it came from, where it is, where it
 * goes, and how much of it is seen.
 *
 * @template I, P
 * @typedef {{item: I, from: P, now: P, to: P, seen: {from: number, now: number, to: number}}} Actor
 */

/** The senders, signals, receivers and edges; what stays, moves. */
export class Stage {
  constructor() {
    this.edgeLayer = s("svg", { class: "sv-edges", "aria-hidden": "true" });
    this.names = h("div", { class: "sv-names" });
    this.list = h("ol", { class: "sv-cards", role: "list", "aria-label": "receivers in call order" });
    this.motion = new Motion();
    /** @type {Map<string, Actor<CardItem | NameItem, Box>>} */
    this.nodes = new Map();
    /** @type {Map<string, Actor<EdgeItem, Curve>>} */
    this.edges = new Map();
    /** @type {Arrangement | null} */
    this.arrangement = null;
    this.wanted = "";
    /** Told where the cards are, whenever they have moved. @type {() => void} */
    this.onMove = () => {};
  }

  /**
   * Show a state.
   *
   * @param {State} state
   * @param {Record<string, Layout>} layouts
   * @param {number} width pixels
   * @param {{top: number, height: number} | null} view the visible part, if not all is
   * @param {boolean} smooth whether things may move
   */
  show(state, layouts, width, view, smooth) {
    const structure = graph(state);
    const key = structureKey(structure);
    const wanted = JSON.stringify([key, key in layouts, width, view]);
    if (wanted !== this.wanted) {
      const same = this.wanted !== "" && JSON.parse(this.wanted)[2] === width;
      const few = structure.cards.length <= MOST_MOVING && this.list.children.length <= MOST_MOVING;
      this.wanted = wanted;
      this.#place(structure, arrange(structure, layouts[key], width, view), smooth && same && few && !view);
    }
    this.#paint(state);
    return this.arrangement;
  }

  /**
   * @param {Graph} structure
   * @param {Arrangement} arrangement
   * @param {boolean} smooth
   */
  #place(structure, arrangement, smooth) {
    this.arrangement = arrangement;
    const column = new Map([
      ...structure.senders.map((node) => /** @type {const} */ ([node.id, "sv-sender"])),
      ...structure.signals.map((node) => /** @type {const} */ ([node.id, "sv-signal"])),
    ]);
    for (const [id, box] of Object.entries(arrangement.nodes)) {
      const actor = this.nodes.get(id);
      if (actor) retarget(actor, box, 1);
      else {
        const kind = column.get(id);
        const item = kind ? new NameItem(kind) : new CardItem();
        const from = { ...box, x: box.x - SLIDE };
        this.nodes.set(id, { item, from, now: from, to: box, seen: { from: 0, now: 0, to: 1 } });
      }
    }
    for (const [id, curve] of Object.entries(arrangement.edges)) {
      const actor = this.edges.get(id);
      if (actor) retarget(actor, curve, 1);
      else {
        const item = new EdgeItem();
        this.edges.set(id, { item, from: curve, now: curve, to: curve, seen: { from: 0, now: 0, to: 1 } });
        this.edgeLayer.append(item.element);
      }
    }
    for (const [id, actor] of this.nodes) {
      if (id in arrangement.nodes) continue;
      retarget(actor, { ...actor.now, x: actor.now.x + SLIDE }, 0);
      // A leaving receiver is no longer one of the list.
      set(actor.item.element, { "aria-hidden": "true", tabindex: null });
    }
    for (const [id, actor] of this.edges) if (!(id in arrangement.edges)) retarget(actor, actor.now, 0);
    this.#order(structure);
    if (smooth) this.motion.run((t) => this.#draw(t), () => this.#sweep());
    else {
      this.motion.stop();
      this.#draw(1);
      this.#sweep();
    }
  }

  /**
   * Keep the order of the document that of the picture.
   * @param {Graph} structure
   */
  #order({ senders, signals, cards }) {
    /** @type {[Element, {id: string}[]][]} */
    const columns = [
      [this.names, [...senders, ...signals]],
      [this.list, cards],
    ];
    for (const [parent, nodes] of columns) {
      let before = parent.firstElementChild;
      for (const { id } of nodes) {
        const element = this.nodes.get(id)?.item.element;
        if (!element) continue;
        // Moving an element would take the focus from it.
        if (element === before) before = before.nextElementSibling;
        else parent.insertBefore(element, before);
      }
    }
  }

  /** @param {number} t 0 to 1 */
  #draw(t) {
    const part = ease(t);
    for (const actor of this.nodes.values()) {
      const { from, to, seen, item } = actor;
      const entering = from.x !== to.x || seen.from !== seen.to ? visible(seen, t) : 1;
      const now = {
        x: mix(from.x, to.x, seen.to < seen.from ? ease(phase(t, 0, 0.6)) : part),
        y: mix(from.y, to.y, part),
        w: mix(from.w, to.w, part),
        h: mix(from.h, to.h, part),
      };
      actor.now = now;
      seen.now = entering;
      const { style } = item.element;
      style.transform = `translate(${round(now.x)}px, ${round(now.y)}px)`;
      style.width = `${round(now.w)}px`;
      style.height = `${round(now.h)}px`;
      style.opacity = seen.now < 1 ? String(seen.now) : "";
    }
    for (const actor of this.edges.values()) {
      const { from, to, seen, item } = actor;
      actor.now = t < 1 ? between(from, to, part) : to;
      seen.now = visible(seen, t);
      const growing = seen.to > seen.from;
      item.draw(actor.now, growing ? mix(seen.from, 1, ease(phase(t, 0.25, 0.8))) : 1);
      item.element.style.opacity = growing || seen.now === 1 ? "" : String(seen.now);
    }
    this.onMove();
  }

  /** Take away what has left. */
  #sweep() {
    for (const map of [this.nodes, this.edges]) {
      for (const [id, { item, seen }] of map) {
        if (seen.to) continue;
        item.element.remove();
        map.delete(id);
      }
    }
  }

  /** @param {State} state */
  #paint(state) {
    const tree = state.dispatch ? [state.dispatch, ...state.nested] : [];
    const running = new Set(
      tree.filter((item) => item.status === "running").map((item) => item.signal),
    );
    /** @type {Map<string, number>} */
    const heard = new Map();
    for (const card of state.connections) {
      const item = this.nodes.get(card.id)?.item;
      if (item instanceof CardItem) item.show(card);
      if (card.number !== null) heard.set(card.signal, (heard.get(card.signal) ?? 0) + 1);
    }
    for (const sender of state.senders) {
      const item = this.nodes.get(sender.id)?.item;
      if (item instanceof NameItem) item.showSender(sender);
    }
    for (const { id, name } of state.signals) {
      const item = this.nodes.get(`signal:${id}`)?.item;
      if (item instanceof NameItem) item.showSignal(name, heard.get(id) ?? 0, running.has(id));
    }
    const looks = edgeStates(state);
    for (const [id, actor] of this.edges) {
      if (!actor.seen.to) continue;
      const [from, to] = id.split("->");
      actor.item.show(looks(from, to));
    }
  }

  /**
   * A pulse for each call and send that began, one after the other.
   *
   * @param {FlowEvent[]} events
   * @param {number} apart milliseconds between two
   */
  pulse(events, apart) {
    events.slice(-MOST_PULSES).forEach((event, number) => {
      for (const [id, actor] of this.edges) {
        const to = event.kind === "dispatch_started" ? `->signal:${event.signal}` : "";
        const own =
          event.kind === "dispatch_started"
            ? id === `sender:${event.sender.label}${to}` || id === `${event.parent_connection}${to}`
            : event.kind === "receiver_started" && id.endsWith(`->${event.connection}`);
        if (own && actor.seen.to) actor.item.beat(number * apart);
      }
    });
  }

  /** @param {string} id of a connection */
  boxOf(id) {
    const actor = this.nodes.get(id);
    return actor && { ...actor.now, seen: actor.seen.now };
  }

  stop() {
    this.motion.stop();
  }
}

/**
 * @template I, P
 * @param {Actor<I, P>} actor
 * @param {P} to
 * @param {number} seen
 */
function retarget(actor, to, seen) {
  actor.from = actor.now;
  actor.to = to;
  actor.seen.from = actor.seen.now;
  actor.seen.to = seen;
}

/**
 * First there is room, then the thing; first the thing goes, then its room.
 *
 * @param {{from: number, to: number}} seen
 * @param {number} t
 */
function visible(seen, t) {
  const part = seen.to > seen.from ? phase(t, 0.45, 1) : phase(t, 0, 0.5);
  return mix(seen.from, seen.to, part);
}

/**
 * @param {number} from
 * @param {number} to
 * @param {number} part
 */
function mix(from, to, part) {
  return from + (to - from) * part;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
