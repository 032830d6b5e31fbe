/** By this the levels of markings and clearances (`Ladder`) are handed out. */
export const LADDER = Symbol('ladder');
