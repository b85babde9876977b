import { h, s, say, set } from "./dom.js";
import { RECEIVER_CELLS, SENDER_CELLS, SIGNAL_CELLS } from "./graph.js";
import { icon } from "./icons.js";
import { shorten } from "./measure.js";
import { arrow, write } from "./paths.js";
import { count } from "./sentence.js";
import { facts, spoken } from "./words.js";
/**
 * @import {Curve} from "./paths.js"
 * @import {Card, SenderState, State} from "./types.js"
 */

/**
 * The card of a receiver.
 * @typedef {ReturnType<typeof createCard>} CardItem
 */
export function createCard() {
  const number = h("span", { class: "sv-number" });
  const name = h("span", { class: "sv-name" });
  const muted = h("span", { class: "sv-facts" });
  const word = h("span", { class: "sv-word" });
  const glyph = h("span", { class: "sv-glyph" });
  const first = h("span", { class: "sv-line" }, name, glyph);
  const second = h("span", { class: "sv-line" }, muted, word);
  const element = h("li", { class: "sv-node sv-card", tabindex: -1 }, number, first, second);
  let known = "";
  let line = "";
  return {
    element,

    /** @param {Card} card always of the same connection */
    show(card) {
      const { state } = card;
      // Of many cards, few change: what a card shows follows from these.
      const now = [state, card.number, card.dispatch, card.duration_ns, card.response].join();
      if (now === known) return;
      known = now;
      const label = spoken(card);
      if (element.dataset.state !== state) glyph.replaceChildren(icon(state));
      set(element, { "data-id": card.id, "data-state": state, "aria-label": label, title: label });
      say(number, card.number === null ? "" : String(card.number));
      say(name, shorten(card.receiver, RECEIVER_CELLS));
      say(word, card.word);
      const parts = facts(card);
      if (parts.join("\n") === line) return;
      line = parts.join("\n");
      muted.replaceChildren(...parts.map((fact) => h("span", {}, fact)));
    },
  };
}

/**
 * A sender or a signal.
 *
 * @typedef {ReturnType<typeof createName>} NameItem
 * @param {"sender" | "signal"} kind
 */
export function createName(kind) {
  const name = h("span", { class: "sv-name" });
  const below = h("span", { class: "sv-below" });
  const element = h("div", { class: `sv-node sv-${kind}`, role: "img" }, name, below);
  const cells = kind === "sender" ? SENDER_CELLS : SIGNAL_CELLS;
  return {
    element,

    /**
     * @param {string} text
     * @param {string} detail
     * @param {boolean} active it sends, or is being dispatched
     */
    show(text, detail, active) {
      say(name, shorten(text, cells));
      say(below, detail);
      const label = `${kind} ${text}, ${detail}${active ? ", active" : ""}`;
      set(element, { "data-active": active, title: text, "aria-label": label });
    },
  };
}

/** @param {SenderState} sender */
export function senderDetail({ kind }) {
  return { any: "no filter", none: "no sender" }[kind] ?? kind;
}

/** @param {number} receivers */
export function signalDetail(receivers) {
  return count(receivers, "receiver", "receivers");
}

/**
 * An edge: its line, its head, and the pulse that runs along it.
 *
 * @typedef {ReturnType<typeof createEdge>} EdgeItem
 * @param {string} from id of a node
 * @param {string} to
 */
export function createEdge(from, to) {
  const line = s("path", { class: "sv-path" });
  const head = s("path", { class: "sv-head" });
  const pulse = s("path", { class: "sv-pulse", pathLength: 100 });
  const element = s("g", { class: "sv-edge" }, line, head, pulse);
  return {
    element,
    from,
    to,

    /**
     * @param {Curve} curve
     * @param {number} grown 0 to 1: how much of it is there
     */
    draw(curve, grown) {
      const d = write(curve);
      const growing = grown < 1;
      set(pulse, { d });
      set(line, { d, pathLength: growing && 1 });
      line.style.strokeDasharray = growing ? `${grown} 2` : "";
      set(head, { d: arrow(curve, 7), opacity: growing ? 0 : 1 });
    },

    /** @param {number} delay milliseconds */
    beat(delay) {
      pulse.animate(
        [
          { strokeDashoffset: 13, opacity: 1 },
          { strokeDashoffset: -100, opacity: 1 },
        ],
        { duration: 300, delay, easing: "cubic-bezier(.65,0,.35,1)" },
      );
    },
  };
}

/**
 * How each edge looks: like the call or the send that it stands for.
 *
 * @param {State} state
 * @returns {(from: string, to: string) => string}
 */
export function edgeStates(state) {
  const cards = new Map(state.connections.map((card) => [card.id, card.state]));
  /** @type {Map<string, string>} */
  const sends = new Map();
  for (const item of state.dispatch ? [state.dispatch, ...state.nested] : []) {
    sends.set(`sender:${item.sender.label} ${item.signal}`, item.status);
    if (item.parent_connection !== null) {
      sends.set(`${item.parent_connection} ${item.signal}`, item.status);
    }
  }
  return (from, to) =>
    cards.get(to) ?? sends.get(`${from} ${to.slice("signal:".length)}`) ?? "connected";
}
