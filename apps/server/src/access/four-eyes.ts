/** The injection token of whether lowering a marking and granting access take two people (boolean). */
export const FOUR_EYES = Symbol('four-eyes');
