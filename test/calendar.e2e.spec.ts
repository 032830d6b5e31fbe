import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { letInByName } from './support/as.js';
import { type LoadedDossier, loadDossier } from './support/loaded-dossier.js';
import type { ReceiptBody } from './support/service.js';

let dossier: LoadedDossier;
beforeAll(async () => {
  letInByName();
  dossier = await loadDossier();
});
afterAll(() => dossier.close());

const ask = (path: string, who = 'chief') => dossier.service.get(path).set('x-caller', who).buffer(true);
const calendarIn = (text: string) => new ICAL.Component(ICAL.parse(text) as unknown[]);
const meetingsIn = (text: string) =>
  calendarIn(text)
    .getAllSubcomponents()
    .filter(({ name }) => name !== 'vtimezone');
const valueIn = (one: InstanceType<typeof ICAL.Component>, name: string) => one.getFirstPropertyValue(name)?.toString();
/** Each meeting in words: what it is, when, and how it stands. */
const briefly = (text: string) =>
  meetingsIn(text).map((one) =>
    [
      one.name,
      valueIn(one, 'dtstart'),
      valueIn(one, 'dtend') ?? valueIn(one, 'due'),
      valueIn(one, 'status'),
      valueIn(one, 'summary'),
    ].join(' '),
  );
const described = (text: string, title: string) => {
  const found = meetingsIn(text).find((one) => valueIn(one, 'summary')?.includes(title));
  return (found && valueIn(found, 'description'))?.split('\n');
};
const ofDossier = async (query = '') =>
  (await ask(`/v1/negotiations/${dossier.id}/calendar.ics${query}`).expect(200)).text;

const TALKS = 'High-level technical talks in Brussels';
const PREPARATION = 'vevent 2025-10-27 2025-10-28 CONFIRMED Preliminary contact between the teams';
const SUMMIT = 'vtodo 2025-07-01 2025-07-31 COMPLETED Summit between the EU and China';
const CONVERSATION = 'vtodo 2025-10-20 2025-10-26 COMPLETED Conversation of Šefčovič with China’s trade minister';
const TITLE = 'EU–China talks on rare-earth export controls';

describe('the calendar of the dossier', () => {
  it('has every meeting as it was told: days as whole days, periods as tasks', async () => {
    expect(briefly(await ofDossier())).toEqual([
      SUMMIT,
      CONVERSATION,
      PREPARATION,
      `vevent 2025-10-30 2025-10-31 CONFIRMED ${TALKS}`,
      'vevent 2025-10-31 2025-11-01 CONFIRMED Video call on Friday',
    ]);
  });
  it('tells rival accounts of a day in words, never as a second meeting', async () => {
    const text = await ofDossier();
    expect(described(text, 'Summit')).toEqual([
      'Marking: public',
      TITLE,
      'Status: held',
      'Held: July 2025, “In July”',
      'Held, by another account: 24 July 2025',
      'Parties: European Union and China',
    ]);
    expect(described(text, 'Conversation')).toEqual([
      'Marking: public',
      TITLE,
      'Status: held',
      'Held: 20\u2009–\u200926 October 2025, “last week”',
      'Held, by another account: 21 October 2025, “almost two hours”',
      'Parties: European Union and China',
    ]);
  });
  it('says who comes by whose word, since nobody has an address', async () => {
    const text = await ofDossier('?knownAt=2025-10-29');
    expect(briefly(text)).toEqual([
      SUMMIT,
      CONVERSATION,
      PREPARATION,
      `vevent 2025-10-30 2025-10-31 CONFIRMED ${TALKS}`,
    ]);
    expect(described(text, TALKS)).toEqual([
      'Marking: public',
      TITLE,
      'Status: confirmed',
      'Planned: 30 October 2025, “Thursday”',
      'Parties: European Union and China',
      'Wang Wentao: coming, 21 October 2025, “An invitation to Brussels is “accepted”.”',
      'Wang Wentao: unclear whether coming, according to Brussels, 27 October 2025, “Confusion regarding whether China’s Minister of Commerce, Wang Wentao, will be part of it”',
      'Wang Wentao: not coming, according to Olof Gill, 27 October 2025, “The delegation arrives on Thursday the 30th; Wang is not part of it.”',
    ]);
    expect(text).not.toContain('ATTENDEE');
  });
  it('is of a past moment', async () => {
    expect(briefly(await ofDossier('?knownAt=2025-07-24'))).toEqual([
      'vevent 2025-07-24 2025-07-25 CONFIRMED Summit between the EU and China',
    ]);
    await ask(`/v1/negotiations/${dossier.id}/calendar.ics?knownAt=2025-07-23`).expect(404);
  });
  it('is in the language of its reader', async () => {
    const { text, headers } = await ask(`/v1/negotiations/${dossier.id}/calendar.ics`).set('accept-language', 'fr');
    expect(headers['content-language']).toBe('fr');
    expect(headers['vary']).toMatch(/^Accept, Accept-Language/);
    expect(described(text, 'Summit')?.slice(2, 5)).toEqual([
      'État : tenue',
      'Tenue : juillet 2025, “In July”',
      'Tenue, selon une autre version : 24 juillet 2025',
    ]);
  });
  it('follows from the record alone, and is not sent again while nothing has changed', async () => {
    const path = `/v1/negotiations/${dossier.id}/calendar.ics`;
    const { text, headers } = await ask(path).expect(200);
    expect(headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition':
        'attachment; filename="calendar-2026-11-27-public.ics"; filename*=UTF-8\'\'calendar-2026-11-27-public.ics',
      marking: 'level="public"',
    });
    expect((await ask(path).expect(200)).text).toBe(text);
    expect((await ask(path).set('if-none-match', headers['etag']!)).status).toBe(304);
    for (const one of meetingsIn(text))
      expect([valueIn(one, 'dtstamp'), valueIn(one, 'created')]).toEqual([
        valueIn(one, 'last-modified'),
        expect.stringMatching(/^2026-11-27T12:0\d:\d\dZ$/),
      ]);
    const refused = await ask(path).set('accept', 'application/json').expect(406);
    expect((refused.body as { detail: string }).detail).toBe('This is available as text/calendar. Set Accept to that.');
    await ask(`/v1/negotiations/${dossier.streams[0]!.slice(-36).replace(/^./, 'f')}/calendar.ics`).expect(404);
  });
});

describe('the calendar of all negotiations', () => {
  let talks: string;
  const record = async (path: string, body: object) =>
    (await dossier.service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
  const meeting = async (title: string, more: object = {}) =>
    (await record(`/v1/negotiations/${talks}/meetings`, { title, ...more })).id;
  const calendar = async (who = 'chief') => (await ask('/v1/calendar.ics', who).expect(200)).text;
  const component = async (title: string, who = 'chief') =>
    meetingsIn(await calendar(who)).find((one) => valueIn(one, 'summary')?.includes(title))!;
  const sequence = async (title: string, who = 'ben') => Number(valueIn(await component(title, who), 'sequence'));
  beforeAll(async () => {
    talks = (await record('/v1/negotiations', { title: 'Other talks' })).id;
  });

  it('is a calendar with nothing in it where no meeting is on record', async () => {
    const { text } = await ask(`/v1/negotiations/${talks}/calendar.ics`).expect(200);
    expect(briefly(text)).toEqual([]);
    // A calendar has at least one component (RFC 5545, section 3.6).
    expect(calendarIn(text).getAllSubcomponents()).toHaveLength(1);
    expect(calendarIn(text).getFirstPropertyValue('x-wr-calname')).toBe('Other talks');
  });
  it('has the meetings of all of them, an hour on the clocks of its zone', async () => {
    const on = '2026-12-03';
    await meeting('Plenary', { planned: { on, time: '09:30', zone: 'Europe/Brussels' } });
    const text = await calendar();
    expect(briefly(text)).toHaveLength(6);
    expect(described(text, 'Plenary')).toEqual([
      'Marking: public',
      'Other talks',
      'Status: planned',
      'Planned: 3 December 2026, 09:30 (Europe/Brussels)',
    ]);
    const start = new ICAL.Event(await component('Plenary')).startDate;
    expect([start.toString(), start.toJSDate().toISOString()]).toEqual([
      '2026-12-03T09:30:00',
      '2026-12-03T08:30:00.000Z',
    ]);
  });
  it('raises SEQUENCE with each change of a meeting, and keeps its UID', async () => {
    const id = await meeting('Round 1', { planned: { on: '2026-12-04' } });
    const uid = valueIn(await component('Round 1'), 'uid');
    expect(uid).toBe(`meeting-${id}`);
    let before = await sequence('Round 1');
    const raised = async () => {
      const now = await sequence('Round 1');
      expect(now).toBeGreaterThan(before);
      before = now;
    };
    const { events } = await record(`/v1/meetings/${id}/reschedule`, { planned: { on: '2026-12-11' } });
    await raised();
    expect(valueIn(await component('Round 1'), 'dtstart')).toBe('2026-12-11');
    const put = { eventId: events[0]!.id, changes: { planned: { on: '2026-12-12' } }, reason: 'A slip of the pen.' };
    await record(`/v1/meetings/${id}/correct`, put);
    await raised();
    expect(valueIn(await component('Round 1'), 'dtstart')).toBe('2026-12-12');
    await record(`/v1/meetings/${id}/cancel`, { reason: 'No agreement.' });
    const cancelled = await component('Round 1');
    expect([valueIn(cancelled, 'status'), valueIn(cancelled, 'uid')]).toEqual(['CANCELLED', uid]);
    await raised();
    await record(`/v1/meetings/${id}/mark`, { marking: { level: 'restreint' }, reason: 'Delicate.' });
    await raised();
    expect(valueIn(await component('Round 1', 'ben'), 'summary')).toBe('[restreint] Round 1');
  });
  it('raises SEQUENCE when the negotiation is marked, which marks what stands in the meeting', async () => {
    const own = (await record('/v1/negotiations', { title: 'Delicate talks' })).id;
    await record(`/v1/negotiations/${own}/meetings`, { title: 'Round 0', planned: { on: '2026-12-04' } });
    const before = await component('Round 0', 'ben');
    await record(`/v1/negotiations/${own}/mark`, { marking: { level: 'restreint' }, reason: 'Delicate.' });
    const after = await component('Round 0', 'ben');
    expect(Number(valueIn(after, 'sequence'))).toBeGreaterThan(Number(valueIn(before, 'sequence')));
    expect([before, after].map((one) => valueIn(one, 'x-rapporteur-marking'))).toEqual(['public', 'restreint']);
  });
  it('cancels the day of a meeting that is postponed to none, and has what is left as a task of its own', async () => {
    const id = await meeting('Round 3', { planned: { on: '2026-12-20' } });
    await record(`/v1/meetings/${id}/postpone`, { reason: 'No room.' });
    const told = meetingsIn(await calendar()).filter((one) => valueIn(one, 'summary')?.includes('Round 3'));
    expect(told.map((one) => [one.name, valueIn(one, 'uid'), valueIn(one, 'dtstart'), valueIn(one, 'status')])).toEqual(
      [
        ['vtodo', `meeting-${id}-open`, undefined, 'NEEDS-ACTION'],
        ['vevent', `meeting-${id}`, '2026-12-20', 'CANCELLED'],
      ],
    );
  });
  it('says in its names that it is of a past moment', async () => {
    const { text, headers } = await ask(`/v1/negotiations/${dossier.id}/calendar.ics?knownAt=2025-10-29`).expect(200);
    expect(headers['content-disposition']).toContain('calendar-2026-11-27-knownAt-2025-10-29-public.ics');
    expect(calendarIn(text).getFirstPropertyValue('x-wr-calname')).toBe(`${TITLE} (knownAt 2025-10-29)`);
    const uids = meetingsIn(text).map((one) => valueIn(one, 'uid')!);
    expect(uids.filter((uid) => !uid.endsWith('-knownAt-2025-10-29'))).toEqual([]);
  });
  it('shows less to a reader who may see less, without a gap, and is not changed by what they do not see', async () => {
    const id = await meeting('Round 2', { planned: { on: '2026-12-15' } });
    const before = await calendar('ben');
    const secret = { marking: { level: 'secret', compartments: ['trade'] } };
    const quiet = await meeting('Quiet', { planned: { on: '2026-12-14' }, ...secret });
    await record(`/v1/negotiations/${talks}/statements`, {
      kind: 'private-remark',
      attribution: 'background',
      text: 'Round 2 will fail.',
      verbatim: false,
      meetingId: id,
      ...secret,
    });
    await record(`/v1/meetings/${quiet}/cancel`, { reason: 'Too loud.' });
    expect(await calendar('ben')).toBe(before);
    const ana = await component('Quiet', 'ana');
    expect([valueIn(ana, 'summary'), valueIn(ana, 'class'), valueIn(ana, 'x-rapporteur-marking')]).toEqual([
      '[secret / trade] Quiet',
      'CONFIDENTIAL',
      'secret / trade',
    ]);
    expect(valueIn(await component('Round 2', 'ana'), 'x-rapporteur-marking')).toBe('public');
    const { headers } = await ask('/v1/calendar.ics', 'ana').expect(200);
    expect(headers['marking']).toBe('level="secret", compartments=("trade")');
    expect((await ask('/v1/calendar.ics', 'ben').expect(200)).headers['marking']).toBe('level="restreint"');
  });
});

describe('the calendar of all negotiations at a past moment', () => {
  const KNOWN = '2025-10-20T08:00:00Z';
  const LATER = '2025-10-27T08:00:00Z';
  let talks: string;
  const record = async (path: string, body: object) =>
    (await dossier.service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
  const inTalks = async (plural: string, body: object) =>
    (await record(`/v1/negotiations/${talks}/${plural}`, body)).id;
  /** A meeting of which was learned, or which was proposed, after what names it. */
  const later = (title: string) => inTalks('meetings', { title, occurredOn: '2025-10-27', learnedAt: LATER });
  const earlier = { occurredOn: '2025-10-20', learnedAt: KNOWN };
  beforeAll(async () => {
    talks = (await record('/v1/negotiations', { title: 'Named talks', ...earlier })).id;
    const partyId = await inTalks('parties', { name: 'Norway', kind: 'state', role: 'principal', ...earlier });
    await inTalks('statements', {
      partyId,
      kind: 'press-statement',
      attribution: 'unattributed',
      text: 'We shall meet.',
      verbatim: true,
      meetingId: await later('Named by a statement'),
      ...earlier,
    });
    const text = 'We met.';
    await record(`/v1/meetings/${await later('Named by minutes')}/minutes`, { text, ...earlier });
    await inTalks('commitments', {
      byIds: [partyId],
      text: 'To meet again.',
      meetingId: await later('Named by a commitment'),
      ...earlier,
    });
    await inTalks('proposals', {
      title: 'A text',
      text: 'We agree.',
      tabledByIds: [partyId],
      binding: false,
      meetingId: await later('Named by a proposal'),
      ...earlier,
    });
  });

  it.each(['knownAt=2025-10-24', 'happenedBy=2025-10-24'])(
    'has the meetings that only things of other kinds name, as that of their negotiation has: %s',
    async (moment) => {
      const own = briefly((await ask(`/v1/negotiations/${talks}/calendar.ics?${moment}`).expect(200)).text);
      expect(own.map((one) => one.replace(/^.* Named/, 'Named')).toSorted()).toEqual([
        'Named by a commitment',
        'Named by a proposal',
        'Named by a statement',
        'Named by minutes',
      ]);
      const all = briefly((await ask(`/v1/calendar.ics?${moment}`).expect(200)).text);
      expect(all.filter((one) => one.includes(' Named by '))).toEqual(own);
      const listed = (await dossier.service.get(`/v1/meetings?${moment}&limit=200`).expect(200)).body as {
        items: readonly { title: string }[];
      };
      expect(listed.items.filter(({ title }) => title.startsWith('Named by '))).toHaveLength(own.length);
    },
  );
  it('has none of them before anything names them', async () => {
    const { text } = await ask('/v1/calendar.ics?knownAt=2025-10-19').expect(200);
    expect(briefly(text).filter((one) => one.includes(' Named by '))).toEqual([]);
  });
  it('is marked with what its meetings name', async () => {
    const issueId = await inTalks('issues', { title: 'Quotas' });
    await inTalks('meetings', { title: 'Of quotas', issueIds: [issueId], planned: { on: '2026-12-04' } });
    await record(`/v1/issues/${issueId}/mark`, { marking: { level: 'secret' }, reason: 'Delicate.' });
    const now = await ask('/v1/calendar.ics', 'ana').expect(200);
    const then = await ask(`/v1/calendar.ics?asOf=${now.headers['consistency-token']}`, 'ana').expect(200);
    const classOf = ({ text }: typeof now) =>
      valueIn(
        meetingsIn(text).find((one) => valueIn(one, 'summary')?.includes('Of quotas'))!,
        'class',
      );
    for (const one of [now, then]) {
      expect([one.headers['marking'], classOf(one)]).toEqual([
        expect.stringContaining('level="secret"'),
        'CONFIDENTIAL',
      ]);
      expect(one.headers['content-disposition']).toContain('-secret');
    }
    expect(then.headers['marking']).toBe(now.headers['marking']);
  });
});
