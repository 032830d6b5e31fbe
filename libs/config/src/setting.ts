import type { Must } from '#event-store/engine.js';

export type { Must, Setting } from '#event-store/engine.js';

/** Whether a text is a whole number in a range, ends included. Leading zeros are allowed. */
export const isWithin = (text: string, least: number, most: number): boolean =>
  /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most;

/** Readers of settings that are whole numbers in a range, ends included. `of` names what is counted, and may be empty. */
export const numbersFrom = <Name extends string>(text: (name: Name) => string, must: Must) => {
  const numberOf = (of: string) => (of === '' ? 'a number' : `a number of ${of}`);
  return {
    number: (name: Name, of: string, least: number, most: number): number => {
      const value = text(name);
      must(isWithin(value, least, most), `${name} is "${value}". Give ${numberOf(of)} from ${least} to ${most}.`);
      return Number(value);
    },
    /** 0 is no limit. Undefined if it is not set. */
    limit: (name: Name, of: string, most: number): number | undefined => {
      const value = text(name);
      must(
        value === '' || isWithin(value, 0, most),
        `${name} is "${value}". Give ${numberOf(of)} from 1 to ${most}, or 0 for no limit.`,
      );
      return value === '' ? undefined : Number(value);
    },
  };
};
