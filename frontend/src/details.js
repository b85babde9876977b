import { createActions } from "./actions.js";
import { set } from "./dom.js";
import { dispatchOf } from "./facts.js";
import { GONE, WAITING } from "./kernel.js";
import { createPanel } from "./panel.js";
/**
 * @import {Answer} from "./kernel.js"
 * @import {Picture} from "./playback.js"
 * @import {Store} from "./store.js"
 * @import {Card, State} from "./types.js"
 */

/**
 * Which receiver is selected, and the panel that tells all about it.
 *
 * @param {Store} store
 * @param {HTMLElement} list the cards
 * @param {(work: () => void) => void} guard
 * @param {() => void} redraw
 */
export function createDetails(store, list, guard, redraw) {
  const actions = createActions(() => store.kernel, guard, (made) => open(made, null));
  const panel = createPanel(actions.element, close, () => store.lessons);
  /** @type {Map<string, Answer>} */
  const sources = new Map();
  /** Id of a connection. @type {string | null} */
  let selected = null;
  /** What it was when it was in the picture. @type {Card | null} */
  let last = null;
  /** What had the focus before. @type {HTMLElement | null} */
  let opener = null;
  return { element: panel.element, open, close, show, follow, isOpen: () => selected !== null };

  /**
   * @param {string} connection
   * @param {HTMLElement | null} from where the focus returns; null leaves that as it is
   * @param {boolean} [enter] move the focus into the panel
   */
  function open(connection, from, enter = false) {
    if (from) opener = from;
    if (connection !== selected) {
      selected = connection;
      last = null;
      void read(connection);
    }
    redraw();
    if (enter) panel.focus();
  }

  /** An open panel follows the focus from card to card. @param {EventTarget | null} target */
  function follow(target) {
    const card = target instanceof HTMLElement ? target : null;
    const id = card?.dataset.id;
    if (selected !== null && id && id !== selected) open(id, card);
  }

  function close() {
    const back = opener?.isConnected ? opener : cardOf(selected);
    const inside = panel.element.querySelector(":focus");
    selected = last = opener = null;
    redraw();
    if (inside) back?.focus();
  }

  /**
   * @param {Picture} picture
   * @param {() => State} ending of its dispatch: the panel tells how things went
   */
  function show({ state }, ending) {
    for (const card of /** @type {HTMLCollectionOf<HTMLElement>} */ (list.children)) {
      set(card, { "data-selected": selected !== null && card.dataset.id === selected });
    }
    if (selected === null) {
      set(panel.element, { hidden: true });
      return;
    }
    const end = ending();
    const has = (/** @type {Card} */ card) => card.id === selected;
    const there = state.connections.some(has);
    last = end.connections.find(has) ?? state.connections.find(has) ?? last;
    set(panel.element, { hidden: !last });
    if (!last) return;
    panel.show(end, last, there);
    const dispatch = dispatchOf(end, last);
    // Acts depend on what is connected now, not at the moment that is shown.
    const moment = `${store.tape.latest.connections.length} ${dispatch?.status}`;
    actions.show(last.id, dispatch?.id ?? null, moment);
  }

  /** @param {string | null} id */
  function cardOf(id) {
    return [.../** @type {HTMLCollectionOf<HTMLElement>} */ (list.children)].find(
      (card) => card.dataset.id === id,
    );
  }

  /** @param {string} connection */
  async function read(connection) {
    const known = sources.get(connection);
    panel.source(known ?? { error: store.kernel ? "" : `The source is not here: ${GONE}.` });
    if (known || !store.kernel) return;
    const current = () => connection === selected;
    const late = () => void (current() && panel.source({ error: WAITING }));
    const answer = await store.kernel.ask({ what: "source", connection }, late);
    if (answer.source) sources.set(connection, answer);
    guard(() => void (current() && panel.source(answer)));
  }
}
