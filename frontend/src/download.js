import { h } from "./dom.js";

/** Milliseconds until a browser has surely taken what it downloads. */
const TAKEN = 10_000;
/** A drawing of points becomes this many pixels: sharp on every screen. */
const SHARP = 2;

/**
 * Give the reader a file.
 *
 * @param {string} name
 * @param {Blob} content
 */
export function download(name, content) {
  const href = URL.createObjectURL(content);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), TAKEN);
}

/**
 * Draw an SVG picture as a PNG.
 *
 * @param {string} svg
 * @returns {Promise<Blob>}
 */
export async function png(svg) {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = h("canvas");
    canvas.width = image.naturalWidth * SHARP;
    canvas.height = image.naturalHeight * SHARP;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too big")))),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
