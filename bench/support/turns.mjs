/** Measures several candidates in turns, so that a machine that slows down slows all of them. */
import { progress, ratio, row } from './report.mjs';
import { median } from './statistics.mjs';

/**
 * @param candidates each with a `name`
 * @param measure resolves to the figures of one candidate in one round, by name
 * @returns by the name of the candidate and that of the figure: its values, one for each round
 */
export const inTurns = async (candidates, rounds, measure) => {
  const figures = Object.fromEntries(candidates.map(({ name }) => [name, {}]));
  for (let round = 0; round < rounds; round++)
    for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
      progress(`round ${round + 1} of ${rounds}: ${candidate.name}`);
      for (const [name, value] of Object.entries(await measure(candidate, round)))
        (figures[candidate.name][name] ??= []).push(value);
    }
  return figures;
};

/** The ratios of two lists, round by round: their median, and the least and the greatest of them. */
export const ratiosOf = (above, below) => {
  const ratios = above.map((value, round) => value / below[round]);
  return { ratio: median(ratios), range: `${ratio(Math.min(...ratios))} to ${ratio(Math.max(...ratios))}` };
};

/**
 * One row for each figure of this build (`now`) and the earlier one (`before`).
 * @param bars by the name of a figure: from the ratio, and the median of this build, to its bar
 * @param isTime whether less is better: then the ratio says how many times faster this build is
 */
export const printBeside = ({ now, before }, told, { bars = {}, isTime = false } = {}) => {
  for (const name of Object.keys(now)) {
    const found = isTime ? ratiosOf(before[name], now[name]) : ratiosOf(now[name], before[name]);
    const cells = [name, told(median(now[name])), told(median(before[name])), ratio(found.ratio), found.range];
    row(...cells, ...(bars[name] ? [bars[name](found.ratio, median(now[name]))] : []));
  }
};
