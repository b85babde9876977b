/**
 * A question: which of its options, in which order, and how it ends.
 *
 * @typedef {"one" | "some" | "order"} Pick
 * @typedef {{id: string, label: string}} Option
 * @typedef {"returned" | "raised"} Ending
 *
 * @typedef {object} Question
 * @property {string} text
 * @property {Pick} pick exactly one option, any number, or any number in order
 * @property {Option[]} options
 * @property {boolean} ending it also asks how the send ends
 *
 * What somebody has committed to.
 * @typedef {object} Answer
 * @property {string[]} chosen ids of options; where order counts, in that order
 * @property {Ending | null} ending
 *
 * What is true.
 * @typedef {object} Outcome
 * @property {string[]} chosen
 * @property {Ending | null} ending
 * @property {string | null} [error] type of what left the send
 * @property {boolean} [ran] a recording says so: what is chosen are receivers that ran
 *
 * One line of a comparison.
 * @typedef {object} Row
 * @property {string} id
 * @property {string} label
 * @property {boolean | null} right null: neither said nor true, and no merit
 * @property {string} text what happened, and what was said if that was something else
 *
 * @typedef {{right: boolean, sentence: string, rows: Row[]}} Verdict
 */

const AGREED = ", as you said";

/**
 * Compare what was said with what is true, exactly.
 *
 * @param {Question} question
 * @param {Answer} answer
 * @param {Outcome} outcome
 * @returns {Verdict}
 */
export function compare({ pick, options, ending }, answer, outcome) {
  const rows = pick === "order" ? inOrder(options, answer, outcome) : asSet(options, answer, outcome);
  if (ending) rows.push(endingRow(answer, outcome));
  const counted = rows.filter((row) => row.right !== null);
  const good = counted.filter((row) => row.right).length;
  return { right: good === counted.length, sentence: sentence(good, counted.length), rows };
}

/**
 * @param {number} good
 * @param {number} all
 */
function sentence(good, all) {
  if (good === all) return "Yes, exactly as you said.";
  if (good) return `${good} of ${all} as you said.`;
  return "It went another way than you said.";
}

/**
 * @param {Option[]} options
 * @param {Answer} answer
 * @param {Outcome} outcome
 * @returns {Row[]}
 */
function asSet(options, answer, outcome) {
  return options.map(({ id, label }) => {
    const said = answer.chosen.includes(id);
    const is = outcome.chosen.includes(id);
    const what = outcome.ran ? (is ? "ran" : "did not run") : is ? "is right" : "is not right";
    const other = said ? ", you picked it" : ", you left it out";
    if (!outcome.ran && !said && !is) return { id, label, right: null, text: "" };
    return { id, label, right: said === is, text: what + (said === is ? AGREED : other) };
  });
}

/**
 * @param {Option[]} options
 * @param {Answer} answer
 * @param {Outcome} outcome
 * @returns {Row[]}
 */
function inOrder(options, answer, outcome) {
  // One receiver too many must not make all that follow wrong: what counts is the
  // order among those that ran and were expected to.
  const both = (/** @type {string[]} */ one, /** @type {string[]} */ other) =>
    one.filter((id) => other.includes(id));
  const wanted = both(outcome.chosen, answer.chosen);
  const given = both(answer.chosen, outcome.chosen);
  const ran = outcome.chosen.flatMap((id) => options.find((option) => option.id === id) ?? []);
  return [...ran, ...options.filter((option) => !ran.includes(option))].map(({ id, label }) => {
    const is = outcome.chosen.indexOf(id);
    const said = answer.chosen.indexOf(id);
    const verb = outcome.ran ? "ran" : "is";
    const what = is < 0 ? (outcome.ran ? "did not run" : "is none of them") : `${verb} ${ordinal(is + 1)}`;
    const right = is < 0 || said < 0 ? is === said : wanted.indexOf(id) === given.indexOf(id);
    const instead = said < 0 ? "you left it out" : `you said ${ordinal(said + 1)}`;
    const agreed = is === said ? AGREED : ", in the order you said";
    return { id, label, right, text: what + (right ? agreed : `, ${instead}`) };
  });
}

/**
 * @param {Answer} answer
 * @param {Outcome} outcome
 * @returns {Row}
 */
function endingRow(answer, outcome) {
  const right = answer.ending === outcome.ending;
  const what =
    outcome.ending === "raised" ? `${outcome.error ?? "an exception"} left the send` : "the send returned";
  const said = answer.ending === "raised" ? "you said an exception leaves it" : "you said it returns";
  return { id: "ending", label: "The end", right, text: what + (right ? AGREED : `, ${said}`) };
}

/** @param {number} number 1, 2, 3 … */
export function ordinal(number) {
  const tens = number % 100;
  const unit = number % 10;
  const suffix = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][unit] ?? "th");
  return `${number}${suffix}`;
}
