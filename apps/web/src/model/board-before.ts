import type { Board } from '../types/types.gen.js';

const NONE = { items: [], more: 0 };

/** The board of a moment at which the negotiation was not on record: its name and its parties, and nothing else. */
export const boardBefore = (now: Board, on: string): Board => {
  const { negotiation, zone, parties, names, counts } = now;
  const { id, title } = negotiation;
  return {
    negotiation: { id, ...(title !== undefined && { title }) },
    on,
    zone,
    parties,
    issues: NONE,
    counts: Object.fromEntries(Object.keys(counts).map((kind) => [kind, 0])) as Board['counts'],
    lastEvents: [],
    lastMeetings: [],
    positions: NONE,
    measures: { ...NONE, notLookedAt: { measures: 0, provisions: 0 } },
    figures: NONE,
    pledges: NONE,
    disputes: { ...NONE, settled: 0 },
    names,
  };
};
