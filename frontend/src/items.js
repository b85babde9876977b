import { h, s, say, set } from "./dom.js";
import { glyph } from "./icons.js";
import { RECEIVER_CELLS, SENDER_CELLS, SIGNAL_CELLS } from "./graph.js";
import { shorten } from "./measure.js";
import { arrow, write } from "./paths.js";
import { count } from "./sentence.js";
import { facts, spoken } from "./words.js";
/**
 * @import {Curve} from "./paths.js"
 * @import {Card, SenderState, State} from "./types.js"
 */

/** The card of a receiver. */
export class CardItem {
  constructor() {
    this.number = h("span", { class: "sv-number" });
    this.name = h("span", { class: "sv-name" });
    this.facts = h("span", { class: "sv-facts" });
    this.word = h("span", { class: "sv-word" });
    this.glyph = h("span", { class: "sv-glyph" });
    this.element = h(
      "li",
      { class: "sv-node sv-card", tabindex: -1 },
      this.number,
      h("span", { class: "sv-line" }, this.name, this.glyph),
      h("span", { class: "sv-line" }, this.facts, this.word),
    );
    this.state = "";
    this.known = "";
  }

  /** @param {Card} card */
  show(card) {
    const label = spoken(card);
    if (label === this.known) return;
    this.known = label;
    set(this.element, {
      "data-id": card.id,
      "data-state": card.state,
      "aria-label": label,
      title: label,
    });
    say(this.number, card.number === null ? "" : String(card.number));
    say(this.name, shorten(card.receiver, RECEIVER_CELLS));
    say(this.word, card.word);
    const parts = facts(card);
    if (parts.join("\n") !== [...this.facts.children].map((item) => item.textContent).join("\n")) {
      this.facts.replaceChildren(...parts.map((fact) => h("span", {}, fact)));
    }
    if (card.state === this.state) return;
    this.state = card.state;
    this.glyph.replaceChildren(glyph(card.state));
  }
}

/** A sender or a signal. */
export class NameItem {
  /** @param {"sv-sender" | "sv-signal"} kind */
  constructor(kind) {
    this.name = h("span", { class: "sv-name" });
    this.below = h("span", { class: "sv-below" });
    this.element = h("div", { class: `sv-node ${kind}`, role: "img" }, this.name, this.below);
  }

  /** @param {SenderState} sender */
  showSender(sender) {
    const { label, kind, active } = sender;
    say(this.name, shorten(label, SENDER_CELLS));
    say(this.below, kind === "any" ? "" : kind || "sender");
    const words = kind === "any" ? "any sender" : `sender ${label}`;
    const aria = active ? `${words}, sending now` : words;
    set(this.element, { "data-active": active, title: label, "aria-label": aria });
  }

  /**
   * @param {string} name
   * @param {number} receivers
   * @param {boolean} active a dispatch of it is running
   */
  showSignal(name, receivers, active) {
    const below = count(receivers, "receiver", "receivers");
    say(this.name, shorten(name, SIGNAL_CELLS));
    say(this.below, below);
    const aria = `signal ${name}, ${below}${active ? ", dispatching now" : ""}`;
    set(this.element, { "data-active": active, title: name, "aria-label": aria });
  }
}

/** An edge: its line, its head, and the pulse that runs along it. */
export class EdgeItem {
  constructor() {
    this.line = s("path", { class: "sv-line-path" });
    this.head = s("path", { class: "sv-head" });
    this.pulse = s("path", { class: "sv-pulse", pathLength: 100 });
    this.element = s("g", { class: "sv-edge" }, this.line, this.head, this.pulse);
  }

  /** @param {string} state */
  show(state) {
    set(this.element, { "data-state": state });
  }

  /**
   * @param {Curve} curve
   * @param {number} grown 0 to 1: how much of it is there
   */
  draw(curve, grown) {
    const data = write(curve);
    set(this.line, {
      d: data,
      pathLength: grown < 1 ? 1 : null,
      "stroke-dasharray": grown < 1 ? `${grown} 2` : null,
    });
    set(this.head, { d: arrow(curve, 7), opacity: grown < 1 ? 0 : 1 });
    set(this.pulse, { d: data });
  }

  /** @param {number} delay milliseconds */
  beat(delay) {
    this.pulse.animate(
      [
        { strokeDashoffset: 14, opacity: 1 },
        { strokeDashoffset: -100, opacity: 1 },
      ],
      { duration: 300, delay, easing: "cubic-bezier(.65,0,.35,1)" },
    );
  }
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
