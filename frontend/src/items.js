import { h, s, say, set } from "./dom.js";
import { factLine } from "./factline.js";
import { MOST_FOLDED } from "./fold.js";
import { CARD_LEFT, SENDER_CELLS, SIGNAL_CELLS, nameCells } from "./graph.js";
import { icon } from "./icons.js";
import { createInner } from "./inner.js";
import { shorten } from "./measure.js";
import { arrow, write } from "./paths.js";
import { senderId } from "./senders.js";
import { count } from "./sentence.js";
import { facts, spoken } from "./words.js";
/**
 * @import {Group} from "./fold.js"
 * @import {Row} from "./nest.js"
 * @import {Curve} from "./paths.js"
 * @import {SenderGroup} from "./senders.js"
 * @import {CardState, SenderState, State, Card} from "./types.js"
 */

/**
 * The card of a receiver.
 * @typedef {ReturnType<typeof createCard>} CardItem
 */
export function createCard() {
  const number = h("span", { class: "sv-number" });
  const name = h("span", { class: "sv-name" });
  const tag = h("span", { class: "sv-tag" }, "async");
  const line = factLine();
  const word = h("span", { class: "sv-word" });
  const glyph = h("span", { class: "sv-glyph" });
  const first = h("span", { class: "sv-line" }, h("span", { class: "sv-called" }, name, tag), glyph);
  const second = h("span", { class: "sv-line" }, line.element, word);
  const inner = createInner();
  const element = h("li", { class: "sv-node sv-card", tabindex: -1 }, number, first, second, inner.element);
  let known = "";
  return {
    element,

    /**
     * @param {Card} card always of the same connection
     * @param {number} width pixels
     * @param {Row[]} nested what it sent, and who was called
     * @param {(row: Row) => CardState} stateOf
     * @param {string} counts how often it was called; empty where that goes without saying
     */
    show(card, width, nested, stateOf, counts) {
      inner.show(nested, stateOf);
      const { state } = card;
      // Of many cards, few change: what a card shows follows from these.
      const now = [state, card.number, card.dispatch, card.duration_ns, card.response, width, counts].join();
      if (now === known) return;
      known = now;
      const label = spoken(card) + (counts && `, ${counts}`);
      if (element.dataset.state !== state) glyph.replaceChildren(icon(state));
      set(element, { "data-id": card.id, "data-state": state, "aria-label": label, title: label });
      set(tag, { hidden: !card.is_async });
      say(number, card.number === null ? "" : String(card.number));
      say(name, shorten(card.receiver, nameCells(card, width)));
      say(word, card.word);
      // That it is async says the sign beside the name.
      line.show([counts, ...facts({ ...card, is_async: false })], width - CARD_LEFT, card.word);
    },
  };
}

/**
 * A sender or a signal, or several senders.
 *
 * @typedef {ReturnType<typeof createName>} NameItem
 * @param {"sender" | "signal"} kind
 * @param {SenderGroup} [group] what it stands for
 * @param {() => void} [toggle] opens and closes the group
 */
export function createName(kind, group, toggle) {
  const name = h("span", { class: "sv-name" });
  const below = h("span", { class: "sv-below" });
  const element = h("div", { class: `sv-node sv-${kind}`, role: "img" }, name, below);
  const cover = toggle && h("button", { type: "button", class: "sv-cover" });
  if (group) element.classList.add("sv-stack");
  if (cover && toggle) {
    // A picture holds no button.
    set(element, { role: null });
    cover.addEventListener("click", toggle);
    element.append(cover);
  }
  const cells = kind === "sender" ? SENDER_CELLS : SIGNAL_CELLS;
  return {
    element,

    /**
     * @param {string} text
     * @param {string} detail
     * @param {boolean} active it sends, or is being dispatched
     * @param {boolean} [open] those in it are shown as well
     */
    show(text, detail, active, open) {
      say(name, shorten(text, cells));
      say(below, detail);
      const label = `${kind} ${text}, ${detail}${active ? ", active" : ""}`;
      const title = group ? group.senders.slice(0, MOST_FOLDED).map((item) => item.label).join(", ") : text;
      set(element, { "data-active": active, title, "aria-label": cover ? null : label });
      if (cover) set(cover, { "aria-expanded": String(open), "aria-label": label });
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
  // Only a receiver's edge begins at neither a sender nor a signal.
  const back = !/^(senders?|signal):/.test(from);
  const element = s("g", { class: back ? "sv-edge sv-back" : "sv-edge" }, line, head, pulse);
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
 * @param {(Card | Group)[]} shown its receivers
 * @param {Map<string, string>} holder which node stands for a receiver or a sender
 * @returns {(from: string, to: string) => string}
 */
export function edgeStates(state, shown, holder) {
  const cards = new Map(shown.map((card) => [card.id, card.state]));
  /** @type {Map<string, string>} */
  const sends = new Map();
  for (const item of state.dispatch ? [state.dispatch, ...state.nested] : []) {
    for (const from of [senderId(item.sender.label), item.parent_connection ?? ""]) {
      const key = `${holder.get(from)} ${item.signal}`;
      // Of several that went the same way, what is under way matters most.
      if (sends.get(key) !== "running") sends.set(key, item.status);
    }
  }
  return (from, to) =>
    cards.get(to) ?? sends.get(`${from} ${to.slice("signal:".length)}`) ?? "connected";
}
