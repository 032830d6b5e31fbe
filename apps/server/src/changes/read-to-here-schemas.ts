import { described, idOf, instant, named, object, type Static, text } from '#read-models/routes/schema.js';

export const ReadToHere = named(
  'ReadToHere',
  object({
    negotiationId: idOf('negotiation'),
    'token?': described(
      'The place: a Consistency-Token, to be given to `/changes` as `since`. Absent if you have acknowledged none, or none of this log',
      text,
    ),
    'at?': described('When the answer of this token was given: up to when you have read', instant),
    'acknowledgedAt?': described('When you acknowledged it', instant),
  }),
);
export type ReadToHere = Static<typeof ReadToHere>;
