import { describe, expect, it } from '@jest/globals';
import { entryOf } from '#ledger/entry.js';
import { corrected, opened, said } from '../../testing/dossier.js';
import { about, logOf, viewsOf } from '../../testing/told-log.js';
import type { TrailFilter } from './trail-filter.js';
import { trail } from './trail.js';
import { type TrailEntry, auditTrail, withEvents } from './trail-entries.js';

const dossier = [
  about(
    'party',
    'eu',
    { type: 'PartyJoined', data: { name: 'UE', kind: 'regional-organisation', role: 'principal' } },
    { type: 'RecordCorrected', data: { eventId: 'event-0' as never, changes: { name: 'EU' }, reason: 'a slip' } },
    { type: 'RecordVoided', data: { eventId: 'event-1' as never, reason: 'it was no slip' } },
  ),
];
const storeOf = (log: ReturnType<typeof logOf>) => ({
  readStream: (stream: string, { from = 0, limit = Infinity } = {}) =>
    Promise.resolve(log.filter((event) => event.stream === stream && event.revision >= from).slice(0, limit)),
});
const views = viewsOf([trail], ...dossier);
const store = storeOf(logOf(...dossier));
const all = { after: undefined, limit: 50 };
const audited = (filter: TrailFilter, slice: Parameters<typeof auditTrail>[2]): Promise<readonly TrailEntry[]> =>
  withEvents(store, auditTrail(views, filter, slice), true);

describe('the entries of the trail', () => {
  it('include every event with its whole envelope and its corrections', async () => {
    const [joined] = await audited({}, all);
    expect(joined).toMatchObject({
      ordinal: 0,
      event: {
        id: 'event-0',
        stream: 'party-eu',
        revision: 0,
        type: 'PartyJoined',
        data: { name: 'UE' },
        metadata: { recordedBy: { issuer: 'local', subject: 'ana', name: 'Ana' }, commandId: 'command-event-0' },
      },
      corrections: [{ ordinal: 1, event: { type: 'RecordCorrected', data: { changes: { name: 'EU' } } } }],
    });
    expect(joined).not.toHaveProperty('corrects');
    expect(joined).not.toHaveProperty('event.salt');
  });
  it('are in the order of the log, with the same bytes as in the ledger', async () => {
    const mixed = [
      about('meeting', 'm', opened(0)),
      about('statement', 's', said(1)),
      about('meeting', 'm', corrected('event-0', { title: 'Video call' }), corrected('event-0', { place: 'Brussels' })),
    ];
    const log = logOf(...mixed);
    const page = await withEvents(storeOf(log), auditTrail(viewsOf([trail], ...mixed), {}, all), true);
    expect(page.map(({ event }) => event)).toEqual(
      log.map(({ id, stream, revision, type, data, metadata }) => ({
        id,
        stream,
        revision,
        type,
        data: JSON.parse(data) as unknown,
        metadata: JSON.parse(metadata) as unknown,
      })),
    );
    for (const { salt, entry, ...event } of log) expect(entryOf(salt, event)).toBe(entry);
  });
  it('include a corrected event as it was recorded', async () => {
    expect((await audited({}, all))[0]).toMatchObject({ event: { data: { name: 'UE' } } });
  });
  it('include what a correction corrects, and whether it was voided', async () => {
    const [, correction, voided] = await audited({}, all);
    expect(correction).toMatchObject({
      corrects: { ordinal: 0, event: { id: 'event-0' } },
      corrections: [{ ordinal: 2 }],
    });
    expect(voided).toMatchObject({ corrects: { ordinal: 1, voided: true, voidedBy: 'event-2' }, corrections: [] });
    expect(correction).toMatchObject({ voided: true, voidedBy: 'event-2' });
    expect(voided).not.toHaveProperty('voided');
  });
  it('include whether an event is effective, and its corrections', async () => {
    const [joined] = await audited({}, all);
    expect(joined).not.toHaveProperty('voided');
    expect(joined).not.toHaveProperty('correctedBy');
    expect(joined!.corrections).toMatchObject([{ ordinal: 1, voided: true, voidedBy: 'event-2' }]);
    const valid = viewsOf([trail], about('meeting', 'm', opened(0), corrected('event-0', { title: 'Call' })));
    expect(auditTrail(valid, {}, all)[0]).toMatchObject({ correctedBy: ['event-1'] });
  });
  it('continue after a given entry', async () => {
    const [first] = auditTrail(views, {}, { after: undefined, limit: 1 });
    const rest = await audited({}, { after: first!.key, limit: 50 });
    expect(rest.map(({ ordinal }) => ordinal)).toEqual([1, 2]);
  });
  it('can be filtered, and still include the corrections of an entry', async () => {
    expect(await audited({ type: 'PartyJoined' }, all)).toMatchObject([
      { corrections: [{ ordinal: 1, event: { id: 'event-1' } }] },
    ]);
    expect(await audited({ recordedBy: 'ben' }, all)).toEqual([]);
  });
  it('fail if the log lacks an event', async () => {
    await expect(withEvents(storeOf([]), auditTrail(views, {}, all), true)).rejects.toThrow('event 0 of party-eu');
  });
});
