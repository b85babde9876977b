/**
 * @import {Axis} from "./axis.js"
 * @import {Span, Timeline} from "./timeline.js"
 */

/**
 * The call whose bar is at one place of a lane; of nested ones, the inner one.
 *
 * @param {Timeline} line
 * @param {Axis} axis
 * @param {string} connection whose lane it is
 * @param {number} place on the axis, 0 to 1
 * @param {number} near how far beside a bar still counts: some are very thin
 * @returns {Span | undefined}
 */
export function spanAt({ spans }, axis, connection, place, near) {
  return spans.findLast((span) => {
    const end = span.to === null ? axis.now : axis.at[span.to];
    return span.connection === connection && axis.at[span.from] - near <= place && place <= end + near;
  });
}

/**
 * The call that a click on a receiver goes to.
 *
 * @param {Timeline | null} line
 * @param {string} connection
 */
export function firstSpan(line, connection) {
  return line?.spans.find((span) => span.connection === connection);
}
