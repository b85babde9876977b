import { copy } from "./copy.js";
import { h, say } from "./dom.js";
import { GONE, WAITING } from "./kernel.js";
/**
 * @import {Kernel, Offer} from "./kernel.js"
 */

/** @type {Record<string, string>} */
const NAMES = { disconnect: "Disconnect", reconnect: "Reconnect", send: "Send again" };

/**
 * What can be done with the receiver that is selected, each act with its Python.
 *
 * @param {() => Kernel | null} kernel
 * @param {(work: () => void) => void} guard
 * @param {(connection: string) => void} select a connection that an act has made
 */
export function createActions(kernel, guard, select) {
  const list = h("div");
  const status = h("p", { class: "sv-note", role: "status" });
  const element = h("section", { "aria-label": "act" }, list, status);
  /** What the offers are for. @type {{connection: string, dispatch: number | null}} */
  let now = { connection: "", dispatch: null };
  let known = "";
  return { element, show };

  /**
   * @param {string} connection
   * @param {number | null} dispatch
   * @param {string} moment what is offered may change when this does
   */
  function show(connection, dispatch, moment) {
    const key = [connection, dispatch, moment].join(" ");
    if (key === known) return;
    const same = connection === now.connection;
    known = key;
    now = { connection, dispatch };
    if (!same) {
      list.replaceChildren();
      say(status, "");
    }
    void ask();
  }

  async function ask() {
    const wanted = known;
    const connected = kernel();
    if (!connected) {
      say(status, `To disconnect or send: ${GONE}.`);
      return;
    }
    const late = () => void (wanted === known && !list.firstChild && say(status, WAITING));
    const answer = await connected.ask({ what: "offers", ...now }, late);
    if (wanted !== known) return;
    guard(() => {
      if (status.textContent === WAITING) say(status, "");
      if (answer.error) say(status, answer.error);
      draw(answer.offers ?? []);
    });
  }

  /** @param {Offer[]} offers */
  function draw(offers) {
    const text = JSON.stringify(offers);
    if (list.dataset.known === text) return;
    const place = [...list.querySelectorAll("button")].findIndex((item) => item.matches(":focus"));
    list.dataset.known = text;
    list.replaceChildren(...offers.map(offerRow));
    list.querySelectorAll("button")[place]?.focus();
  }

  /** @param {Offer} offer */
  function offerRow({ act, code, why, whole }) {
    const name = NAMES[act] ?? act;
    const go = h("button", { type: "button", class: "sv-act", "aria-disabled": why && "true" }, name);
    const take = h("button", { type: "button", class: "sv-small", "aria-label": `Copy the line for: ${name}` }, "Copy");
    go.addEventListener("click", () => {
      if (!why) void run(act, /\bawait /.test(code) ? "awaits it …" : WAITING);
    });
    take.addEventListener("click", async () => {
      say(status, (await copy(code, element)) ? "copied" : "select the line and copy it");
    });
    const notes = [];
    if (why) notes.push(`Not possible: ${why}.`);
    else if (!whole) notes.push("What stands in <…> has no name in your notebook.");
    return h(
      "div",
      { class: "sv-offer" },
      go,
      take,
      h("pre", { tabindex: 0, "aria-label": `${name} in Python` }, code),
      ...notes.map((note) => h("p", { class: "sv-note" }, note)),
    );
  }

  /**
   * @param {string} act
   * @param {string} late said while there is no answer
   */
  async function run(act, late) {
    const connected = kernel();
    if (!connected) return;
    const asked = now;
    say(status, "…");
    const answer = await connected.ask({ what: "act", act, ...asked }, () => say(status, late));
    guard(() => {
      if (asked.connection !== now.connection) return;
      say(status, answer.error ?? answer.said ?? "");
      known = "";
      if (answer.connection) select(answer.connection);
      else show(now.connection, now.dispatch, "acted");
    });
  }
}
