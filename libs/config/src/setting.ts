export type { Setting } from '#event-store/engine.js';

/** Whether a text is a whole number in a range, ends included. Leading zeros are allowed. */
export const isWithin = (text: string, least: number, most: number): boolean =>
  /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most;
