import { DAY, INSTANT } from './formats.js';

/** A moment that people write: an instant with its offset, or a day, which is its end in UTC. In ms since 1970; undefined if it is neither. */
export const momentIn = (text: string): number | undefined => {
  if (DAY.is(text)) return Date.parse(`${text}T23:59:59.999Z`);
  return INSTANT.is(text) ? Date.parse(text) : undefined;
};
