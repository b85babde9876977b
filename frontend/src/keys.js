/**
 * What a key does in the widget; undefined for keys that it does not use.
 *
 * @typedef {"back" | "forward" | "first" | "last" | "toggle" | "earlier" | "later"} Action
 *
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event
 * @param {string} tag of the element that has the focus
 * @returns {Action | "up" | "down" | "native" | undefined}
 */
export function action(event, tag) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
  const { key } = event;
  // A list of choices and a button have a use for these themselves.
  if (tag === "SELECT" && /^(Arrow|Home|End|Page| |Enter|Escape)/.test(key)) return "native";
  if (tag === "BUTTON" && (key === " " || key === "Enter")) return "native";
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
