/**
 * What a key does in the widget; undefined for keys that it does not use.
 *
 * @typedef {"back" | "forward" | "first" | "last" | "toggle" | "earlier" | "later" |
 *   "open" | "close"} Action
 *
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event
 * @param {string} tag of the element that has the focus
 * @param {boolean} [closable] something is open that Escape closes
 * @returns {Action | "up" | "down" | "native" | undefined}
 */
export function action(event, tag, closable = false) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
  const { key } = event;
  // A list of choices and a button have a use for these themselves.
  if (tag === "SELECT" && /^(Arrow|Home|End|Page| |Enter|Escape)/.test(key)) return "native";
  if (key === "Escape") return closable ? "close" : undefined;
  if (/^(BUTTON|SUMMARY|A)$/.test(tag) && (key === " " || key === "Enter")) return "native";
  if (tag === "PRE" && /^(Arrow|Home|End|Page| )/.test(key)) return "native";
  if (key === "Enter") return tag === "LI" ? "open" : undefined;
  return KEYS[key];
}

/** @type {Partial<Record<string, Action | "up" | "down">>} */
const KEYS = {
  ArrowLeft: "back",
  ArrowRight: "forward",
  Home: "first",
  End: "last",
  " ": "toggle",
  ArrowUp: "up",
  ArrowDown: "down",
  PageUp: "earlier",
  PageDown: "later",
};
