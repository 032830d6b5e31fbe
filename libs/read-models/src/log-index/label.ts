import { type Clearance, dominates, type Ladder, type Marking } from '#domain/marking.js';

/** The markings of a negotiation and of a thing in it, as the index stores them. */
export type Label = Readonly<{ negotiation: string; thing: string }>;

/** Whether a clearance is enough for both. For what has no marking, none is. */
export const canReadLabel = (ladder: Ladder, clearance: Clearance, { negotiation, thing }: Label): boolean =>
  [negotiation, thing].every((text) => text !== '' && dominates(ladder, clearance, JSON.parse(text) as Marking));
