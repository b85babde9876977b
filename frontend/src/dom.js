/** @typedef {Record<string, string | number | boolean | null>} Attributes */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An HTML element. Text is always text, never markup.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/**
 * An SVG element.
 *
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...Node} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/**
 * Set attributes, only those that change; `null` and `false` take one away.
 *
 * @param {Element} element
 * @param {Attributes} attributes
 */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) element.removeAttribute(name);
    else {
      const text = value === true ? "" : String(value);
      if (element.getAttribute(name) !== text) element.setAttribute(name, text);
    }
  }
}

/**
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @type {CanvasRenderingContext2D | null} */
let paper = null;

/**
 * Pixels that a text takes, as wide as it really is; asks the page for no layout.
 *
 * @param {string} text
 * @param {Element} element in the page, in whose font it will be
 */
export function textWidth(text, element) {
  if (!paper) {
    paper = document.createElement("canvas").getContext("2d");
    if (paper) paper.font = `11px ${getComputedStyle(element).fontFamily}`;
  }
  return paper ? paper.measureText(text).width : Infinity;
}
