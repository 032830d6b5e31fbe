/** The injection token of the levels of markings and clearances (`Ladder`). */
export const LADDER = Symbol('ladder');
