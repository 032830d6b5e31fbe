import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { EventId } from '#domain/ids.js';
import { LANGUAGES } from '#messages/languages.js';
import { models } from '../../models/models.js';
import { CLEARANCES, markedHistory, seenBy, visibleIn } from '../../testing/marked-history.js';
import { draws, sameDraws } from '../../testing/draws.js';
import { NEGOTIATION, randomHistory } from '../../testing/random-history.js';
import { dossierOf, recordedInOrder } from '../../testing/simulated-recorder.js';
import { about, type About, viewsOf } from '../../testing/told-log.js';
import { briefOf } from './brief.js';
import { type Brief, briefInLanguage, type BriefSentence } from './brief-schemas.js';

const DAYS = ['2025-02-11', '2025-06-10', '2025-10-27', '2026-06-30'];
const anyDay = fc.constantFrom(...DAYS);
const MEETINGS = ['meeting:0', 'meeting:1'];

const sentencesOf = (brief: Brief): readonly BriefSentence[] => brief.sections.flatMap(({ sentences }) => sentences);
/** What a sentence says: not which number its sources have, nor whether another word came after it. */
const saidIn = ({ sources: _, counts: __, ...said }: BriefSentence) => JSON.stringify(said);

/** All briefs of a log on a day. */
const briefsOf = (log: readonly About[], day: string) => {
  const db = viewsOf(models, ...log);
  const briefs = MEETINGS.flatMap((id) => briefOf(db, NEGOTIATION, id, day) ?? []);
  db.close();
  return briefs;
};

/** A drawn history, each event at a time of its own, whatever else is on record. */
const logFrom = (history: Parameters<typeof recordedInOrder>[0]): readonly About[] =>
  dossierOf(recordedInOrder(history)).dossier.map(({ kind, id, facts: [fact] }, n) => {
    const recordedAt = new Date(Date.UTC(2026, 0, 1, n)).toISOString();
    return about(kind, id, { ...fact!, metadata: { ...fact!.metadata, recordedAt } });
  });

const eventIdOf = ({ facts }: About) => facts[0]!.id!;
const idsWithin = (value: unknown) => JSON.stringify(value);

/** A log without an event and what corrects it; undefined if something else refers to it, or to the thing that it opened. */
const without = (log: readonly About[], eventId: string): readonly About[] | undefined => {
  const gone = new Set([eventId]);
  for (let size = 0; size !== gone.size;) {
    size = gone.size;
    for (const one of log) {
      const { data } = one.facts[0]! as Readonly<{ data: { eventId?: string } }>;
      if (data.eventId !== undefined && gone.has(data.eventId)) gone.add(eventIdOf(one));
    }
  }
  const kept = log.filter((one) => !gone.has(eventIdOf(one)));
  const told = log.find((one) => eventIdOf(one) === eventId)!;
  const isFirst = log.find(({ id }) => id === told.id) === told;
  const isThere = kept.some(({ id }) => id === told.id);
  const isNamed = idsWithin(kept.map(({ facts }) => facts)).includes(isFirst ? `"${told.id}"` : `"${eventId}"`);
  return isNamed || (isFirst && isThere) ? undefined : kept;
};

describe('a brief', () => {
  it('has no sentence without events, and all of its sentences and notes in every language', () => {
    fc.assert(
      fc.property(randomHistory, anyDay, (history, day) => {
        const dossier = logFrom(history);
        const ids = new Set(dossier.map(eventIdOf));
        for (const brief of briefsOf(dossier, day)) {
          for (const { eventIds } of sentencesOf(brief)) {
            expect(eventIds.length).toBeGreaterThan(0);
            expect(eventIds.filter((id) => !ids.has(id))).toEqual([]);
          }
          for (const language of LANGUAGES)
            for (const { heading, sentences, notes } of briefInLanguage(brief, language).sections)
              for (const { text } of [heading, ...sentences, ...notes] as readonly { text?: string }[])
                expect(text).toMatch(/\S/);
        }
      }),
      { numRuns: 6 },
    );
  });
  it('is, after an event of it was voided, that of a record in which the event was never told; only what rested on it is gone', () => {
    let compared = 0;
    const isAsIfNever = fc.property(randomHistory, anyDay, fc.nat(), (history, day, pick) => {
      const dossier = logFrom(history);
      const before = briefsOf(dossier, day);
      const facts = new Set(dossier.filter(({ facts }) => !facts[0]!.type.startsWith('Record')).map(eventIdOf));
      const cited = [...new Set(before.flatMap(sentencesOf).flatMap(({ eventIds }) => eventIds))].filter((id) =>
        facts.has(id),
      );
      const removable = cited.filter((id) => without(dossier, id) !== undefined);
      if (removable.length === 0) return;
      const eventId = removable[pick % removable.length]!;
      const { kind, id } = dossier.find((one) => eventIdOf(one) === eventId)!;
      const metadata = { negotiationId: NEGOTIATION };
      const data = { eventId: eventId as EventId, reason: 'A slip of the pen.' };
      const voided = [...dossier, about(kind, id, { type: 'RecordVoided', data, id: 'voiding', metadata })];
      const after = briefsOf(voided, day);
      expect(after).toEqual(briefsOf(without(dossier, eventId)!, day));
      for (const brief of before) {
        const now = after.find((one) => one.id === brief.id);
        const said = new Set((now === undefined ? [] : sentencesOf(now)).map(saidIn));
        const gone = sentencesOf(brief).filter((sentence) => !said.has(saidIn(sentence)));
        if (now !== undefined) expect(gone.filter(({ eventIds }) => !eventIds.includes(eventId))).toEqual([]);
      }
      compared += 1;
    });
    fc.assert(isAsIfNever, draws(15, 20));
    compared = 0;
    fc.assert(isAsIfNever, sameDraws(6));
    expect(compared).toBeGreaterThan(5);
  });
  it('is, through a lens, that of a record of the visible things alone', async () => {
    await fc.assert(
      fc.asyncProperty(markedHistory, fc.constantFrom(...CLEARANCES), anyDay, async (log, clearance, day) => {
        for (const id of MEETINGS) {
          const ask = (db: Parameters<typeof briefOf>[0]) => briefOf(db, NEGOTIATION, id, day);
          const shown = await seenBy(log, clearance, ask);
          expect(shown).toEqual(await seenBy(visibleIn(log, clearance), undefined, ask));
        }
      }),
      { numRuns: 6 },
    );
  });
});
