import { v5 as uuidv5 } from 'uuid';
import type { EventId, IssueId, PartyId, RepresentativeId } from '#domain/ids.js';
import { on } from '#domain/testing.js';
import { about, type About, type Telling } from './told-log.js';

/** Facts of several types about a few things, for specs that only need their number and order. */

const day = (n: number) => on(`2025-10-${String((n % 28) + 1).padStart(2, '0')}`);
const dated = (n: number) => ({ circumstances: { occurredOn: day(n) } });

export const opened = (n: number, title = `Talks ${n}`): Telling => ({
  type: 'MeetingProposed',
  data: { title, level: 'technical', mode: 'video-call', planned: { on: day(n) } },
  ...dated(n),
});
export const said = (n: number, text = `Statement ${n}`): Telling => ({
  type: 'StatementMade',
  data: { speakerId: 'r' as RepresentativeId, kind: 'press-statement', text, verbatim: true },
  ...dated(n),
});
export const corrected = (eventId: string, changes: Record<string, unknown>): Telling => ({
  type: 'RecordCorrected',
  data: { eventId: eventId as EventId, changes, reason: 'a slip of the clerk' },
});
export const voided = (eventId: string): Telling => ({
  type: 'RecordVoided',
  data: { eventId: eventId as EventId, reason: 'a slip of the clerk' },
});

const LATER: Readonly<Record<string, (n: number) => Telling>> = {
  meeting: (n) => ({ type: 'MeetingHeld', data: { summary: `Held ${n}`, partyIds: ['p' as PartyId] }, ...dated(n) }),
  statement: (n) => ({ type: 'StatementWithdrawn', data: { reason: `Reason ${n}` }, ...dated(n) }),
  position: (n) => ({
    type: 'PositionShifted',
    data: {
      partyId: 'p' as PartyId,
      issueId: 'i' as IssueId,
      scope: 'public',
      direction: 'softened',
      text: `Shift ${n}`,
    },
    ...dated(n),
  }),
};
const KINDS = ['meeting', 'statement', 'position'] as const;

/** Every engine takes UUIDs only as the ids of events. */
const NAMESPACE = '5f0f4c1e-7c3b-4d0e-9a55-3a0d5b7c9e21';

/** An act on a thing: another fact, or the correction or voiding of its last event. */
export type Act = Readonly<{ thing: number; act: 'tell' | 'correct' | 'void' }>;

/**
 * A log of these acts, in this order. The first act on a thing opens it; things are meetings, statements and positions in
 * turn.
 */
export const dossierOf = (acts: readonly Act[], name = ''): About[] => {
  const last = new Map<number, string>();
  return acts.map(({ thing, act }, n) => {
    const kind = KINDS[thing % KINDS.length]!;
    const target = last.get(thing);
    const id = uuidv5(`${name}event-${n}`, NAMESPACE);
    last.set(thing, id);
    const tell = (): Telling =>
      target === undefined && kind === 'meeting'
        ? opened(n)
        : target === undefined && kind === 'statement'
          ? said(n)
          : LATER[kind]!(n);
    const fact =
      target === undefined || act === 'tell'
        ? tell()
        : act === 'correct'
          ? corrected(target, { comment: `Comment ${n}` })
          : voided(target);
    return about(kind, `${name}${thing}`, { ...fact, id });
  });
};

/** A long record: `count` facts about a third as many things. Another name gives other things. */
export const longDossier = (count: number, name = ''): About[] =>
  dossierOf(
    Array.from({ length: count }, (_, n): Act => {
      const thing = n % 3 === 0 ? n / 3 : Math.floor((n * 7) % Math.max(1, n / 3));
      return { thing, act: n % 11 === 5 ? 'correct' : n % 29 === 7 ? 'void' : 'tell' };
    }),
    name,
  );
