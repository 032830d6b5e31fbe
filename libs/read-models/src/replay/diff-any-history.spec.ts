import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Day } from '#domain/world-date.js';
import type { LoggedEvent } from '../projection/read-model.js';
import { thingFrom } from '../projection/thing.js';
import { anyMoment } from '../testing/any-moment.js';
import { changes } from '../testing/changes-between.js';
import { draws, sameDraws } from '../testing/draws.js';
import { NEGOTIATION, randomHistory } from '../testing/random-history.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../testing/simulated-recorder.js';
import { loggedOf } from '../testing/told-log.js';
import type { Change } from './change.js';
import { isSame, pathOf, valueAt } from './differences.js';
import { PageSnapshots } from './page-snapshot.js';

/** By brute force: the events in effect are applied one by one. */
const holderIn = (log: readonly LoggedEvent[], { thing, fact, field, after, by }: Change): string => {
  const stream = `${thing.kind}-${thing.id}`;
  const history = log.filter((event) => event.stream === stream);
  const isVoided = ({ id }: LoggedEvent): boolean =>
    history.some(
      (event) =>
        event.type === 'RecordVoided' && (event.data as { eventId: string }).eventId === id && !isVoided(event),
    );
  const standing = history.filter((event) => event.type !== 'RecordVoided' && !isVoided(event));
  const path = pathOf(field!);
  const gives = ({ id, type, data, metadata }: LoggedEvent): boolean => {
    if (type !== 'RecordCorrected') return id === fact?.eventId && Object.hasOwn({ ...data, ...metadata }, path[0]!);
    const { eventId, changes: patch } = data as { eventId: string; changes: object };
    return eventId === fact?.eventId && Object.hasOwn(patch, path[0]!);
  };
  // What shows no value may have lost it by any event.
  const goneBy = after === undefined ? by!.eventId : 'no event';
  if (fact) return standing.findLast(gives)?.id ?? goneBy;

  const isReplaced = (event: LoggedEvent, n: number) =>
    event.type === 'RecordCorrected' &&
    fieldsIn(event).every((name) => standing.slice(n + 1).some(corrects(event, name)));
  const counting = standing.filter((event, n) => !isReplaced(event, n));
  const pages = new PageSnapshots();
  const show = (count: number) =>
    count === 0 ? undefined : valueAt(pages.of(thingFrom(counting.slice(0, count)), '2026-06-01' as Day), path);
  try {
    const last = counting.findLast((_, n) => isSame(show(n + 1), after) && !isSame(show(n), after));
    return last?.id ?? goneBy;
  } finally {
    pages.close();
  }
};
const fieldsIn = ({ data }: LoggedEvent) => Object.keys((data as { changes: object }).changes);
const corrects = (correction: LoggedEvent, name: string) => (event: LoggedEvent) =>
  event.type === 'RecordCorrected' && targetOf(event) === targetOf(correction) && fieldsIn(event).includes(name);
const targetOf = ({ data }: LoggedEvent) => (data as { eventId?: string }).eventId;

describe('of any history', () => {
  /** The reverse of a change, without its cause. */
  const seen = ({ change, thing, fact, field, before, after }: Change, swapped: boolean) =>
    JSON.stringify([
      swapped ? (SWAPPED[change] ?? change) : change,
      thing,
      fact?.eventId,
      field,
      swapped ? [after, before] : [before, after],
    ]);
  const SWAPPED: Readonly<Record<string, string>> = { added: 'removed', removed: 'added' };
  const isTurn = ({ change }: Change) => change === 'voided' || change === 'restored';
  /** What has a reverse. A thing that is voided or restored by a fact is told with that fact, and then the fact is not told again. */
  const mutual = (there: readonly Change[], back: readonly Change[]) => {
    const turned = new Set([...there, ...back].filter(isTurn).map(({ thing: { kind, id } }) => `${kind} ${id}`));
    return (change: Change) =>
      !isTurn(change) && (change.fact === undefined || !turned.has(`${change.thing.kind} ${change.thing.id}`));
  };

  it('a moment equals itself, and differences are symmetric', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory, anyMoment, anyMoment, async (history, from, to) => {
        const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
        const of = { negotiationId: NEGOTIATION };
        expect(await changes(dossier, from, from, of)).toEqual([]);
        const there = await changes(dossier, from, to, of);
        const back = await changes(dossier, to, from, of);
        const isMutual = mutual(there, back);
        expect(
          there
            .filter(isMutual)
            .map((change) => seen(change, false))
            .toSorted(),
        ).toEqual(
          back
            .filter(isMutual)
            .map((change) => seen(change, true))
            .toSorted(),
        );
        for (const { by, because } of there) expect(by === null).toBe(because !== undefined);
      }),
      draws(8),
    );
  });
  it('changes of a longer log are attributed to its new events, or to time', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory, fc.nat(60), fc.nat(60), async (history, first, more) => {
        const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
        const found = await changes(
          dossier,
          { upTo: first },
          { upTo: first + more, day: '2026-09-01' },
          { negotiationId: NEGOTIATION },
        );
        for (const { by, because, alsoTouchedBy = [] } of found)
          if (by)
            expect([by, ...alsoTouchedBy].some(({ ordinal }) => ordinal! > first && ordinal! <= first + more)).toBe(
              true,
            );
          else expect(because).toBe('time passed');
      }),
      draws(8),
    );
  });
  it('a field is attributed to the last event in effect that gives the value shown', async () => {
    let fields = 0;
    const isHeld = fc.asyncProperty(randomHistory, fc.nat(60), async (history, first) => {
      const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
      const log = loggedOf(...dossier);
      const found = await changes(dossier, { upTo: first }, { upTo: log.length }, { negotiationId: NEGOTIATION });
      for (const change of found) if (change.field !== undefined && change.by) fields += 1;
      for (const change of found)
        if (change.field !== undefined && change.by)
          expect([change, change.by.eventId]).toEqual([change, holderIn(log, change)]);
    });
    await fc.assert(isHeld, draws(16));
    fields = 0;
    await fc.assert(isHeld, sameDraws(16));
    expect(fields).toBeGreaterThan(20);
  });
});
