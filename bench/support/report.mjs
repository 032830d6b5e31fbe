/** What a run prints: rows of figures, each with its bar, and how many bars were met. */

const NAME = 52;
const CELL = 16;
const judged = [];

export const number = (value) => Math.round(value).toLocaleString('en');
export const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
export const seconds = (value) => `${(value / 1_000).toFixed(2)} s`;
export const MB = (value) => `${number(value)} MB`;
export const ratio = (value) => value.toFixed(2);

const bar = (limit, unit, met) => ({ text: `${limit.toLocaleString('en')} ${unit}`.trimEnd(), met });
/** A bar that a figure must reach. */
export const atLeast = (limit, value, unit = '') => bar(limit, unit, value >= limit);
/** A bar that a figure must not exceed. */
export const atMost = (limit, value, unit = '') => bar(limit, unit, value <= limit);
/** A bar that a figure must stay below. */
export const below = (limit, value, unit = '') => bar(limit, unit, value < limit);
/** A bar that something must hold. */
export const holds = (text, met) => ({ text, met });
/** A bar that says nothing yet, as too little was measured. */
export const unjudged = ({ text }) => ({ text, met: undefined });
/**
 * A bar that is about a certain size. A smaller one may miss it, and cannot meet it: the line then says so.
 * @param size how large the record was that was measured
 */
export const atSize = (needed, size, one) =>
  size >= needed ? one : { text: `${one.text} at ${number(needed)}`, met: one.met ? undefined : false };

const outcomeOf = (met) => (met === undefined ? 'not judged, too little was measured' : met ? 'met' : 'not met');
const padded = (cells) => cells.map((cell, i) => `${String(cell).padEnd((i === 0 ? NAME : CELL) - 1)} `).join('');

let part = '';
/** Begins the lines of a part. */
export const heading = (name, about) => {
  part = name;
  console.log(`\n${name}: ${about}`);
};
/** The names of the columns that follow. */
export const columns = (...names) => console.log(`  ${padded(names).trimEnd()}`);
/** One line of figures. If its last cell is a bar, the line ends with it and with whether it is met. */
export const row = (...cells) => {
  const last = cells.at(-1);
  if (typeof last !== 'object') return columns(...cells);
  const rest = cells.slice(0, -1);
  judged.push({ line: `${part}: ${rest[0]}`, ...last });
  console.log(`  ${padded(rest)}bar ${last.text}: ${outcomeOf(last.met)}`);
};
/** What a reader should know about the lines around it. */
export const note = (text) => console.log(`  ${text}`);

/** Says on the error output that something long begins. */
export const step = (text) => console.error(`  … ${text}`);

const EVERY_MS = 10_000;
let last = 0;
/** Says on the error output what takes long, at most every ten seconds. */
export const progress = (text) => {
  if (performance.now() - last < EVERY_MS) return;
  last = performance.now();
  step(text);
};

/** How many bars were met, and which were not. */
export const summary = () => {
  const withOutcome = (met) => judged.filter((one) => one.met === met);
  const [met, missed, open] = [true, false, undefined].map(withOutcome);
  if (judged.length === 0) return;
  console.log(`\n${met.length} of ${judged.length} bars met, ${missed.length} not met, ${open.length} not judged.`);
  for (const { line, text } of missed) console.log(`  not met: ${line}, bar ${text}`);
};
