/**
 * What Python answers to a question: the fields that were asked for, or `error`.
 * `signal_viz/answers.py` says which questions there are.
 *
 * @typedef {{act: string, code: string, why: string | null, whole: boolean}} Offer
 * @typedef {{first: number, lines: string[], more: number}} Source
 * @typedef {object} Answer
 * @property {string} [error] a sentence
 * @property {Source} [source]
 * @property {Offer[]} [offers]
 * @property {string} [said] what came of an act
 * @property {string | null} [connection] that the act made
 * @property {string} [text] of a picture
 *
 * @typedef {ReturnType<typeof createKernel>} Kernel
 */

/** Milliseconds after which a question is said to wait. */
export const PATIENCE = 400;

export const WAITING = "waits for the running cell (without an answer, the kernel is gone)";
export const GONE = "no kernel answers here";

/**
 * Asks the kernel. It answers when no cell runs, or never where it is gone: the page
 * cannot tell, so whoever asks shows that it waits.
 *
 * @param {(message: object) => void} send
 */
export function createKernel(send) {
  /** Answers are told apart from those to another page of the same widget. */
  const page = Math.random().toString(36).slice(2);
  /** @type {Map<string, (answer: Answer) => void>} */
  const waiting = new Map();
  let asked = 0;
  return { ask, receive };

  /**
   * @param {object} question
   * @param {() => void} late told where the answer takes long
   * @returns {Promise<Answer>}
   */
  function ask(question, late) {
    const request = `${page} ${asked++}`;
    return new Promise((resolve) => {
      const timer = setTimeout(late, PATIENCE);
      waiting.set(request, (answer) => {
        clearTimeout(timer);
        waiting.delete(request);
        resolve(answer);
      });
      try {
        send({ kind: "ask", request, ...question });
      } catch {
        waiting.get(request)?.({ error: GONE });
      }
    });
  }

  /** @param {Answer & {request: string}} answer */
  function receive(answer) {
    waiting.get(answer.request)?.(answer);
  }
}
