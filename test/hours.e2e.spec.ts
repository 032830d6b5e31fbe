import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dossierFile, newFolder, rapporteur } from './support/cli.js';
import { listed } from './support/recorded-dossier.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let service: Running;
const root = newFolder();
beforeAll(async () => {
  service = await start();
});
afterAll(async () => {
  await service.close();
  for (const folder of [service.dataDir, root]) remove(folder);
});

const day = { occurredOn: '2025-10-30' };
const at = (time: string, zone = 'Asia/Shanghai') => ({ ...day, occurredTime: { time, zone } });

const record = async (path: string, body: object) => {
  const answer = await service.post(path, body);
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body as ReceiptBody;
};
const talks = async () => (await record('/v1/negotiations', { title: 'Talks', occurredOn: '2025-10-01' })).id;
const page = async (path: string, accept = 'application/json') =>
  service.get(`/v1/${path}`).set('accept', accept).expect(200);
const statusOf = async (id: string) => ((await page(`negotiations/${id}`)).body as { status: string }).status;
const refusalOf = async (path: string, body: object) => {
  const { status, body: problem } = await service.post(path, body);
  const { code, errors = [] } = problem as {
    code: string;
    errors?: { pointer: string; code: string; detail: string }[];
  };
  return [status, code, ...errors.map(({ pointer, detail }) => `${pointer}: ${detail}`)];
};

describe('talks that were suspended after midnight and resumed in the evening', () => {
  it('are active, although the clerk learned first that they resumed', async () => {
    const id = await talks();
    const resumed = await record(`/v1/negotiations/${id}/resume`, at('19:00'));
    expect(resumed.events[0]!.metadata).toMatchObject(at('19:00'));
    await record(`/v1/negotiations/${id}/suspend`, at('00:15'));

    expect((await page(`negotiations/${id}`)).body).toMatchObject({
      status: 'active',
      since: at('19:00'),
      lastEvent: at('19:00'),
    });
    const { items } = (await page(`negotiations/${id}/timeline?from=2025-10-30`)).body as {
      items: { title: string }[];
    };
    expect(items.map(({ title }) => title)).toEqual([
      '00:15 (Asia/Shanghai): The negotiation was suspended',
      '19:00 (Asia/Shanghai): The negotiation resumed',
    ]);
  });
  it('are suspended as long as the clerk knows no hours', async () => {
    const id = await talks();
    const resumed = await record(`/v1/negotiations/${id}/resume`, day);
    await record(`/v1/negotiations/${id}/suspend`, day);
    expect(await statusOf(id)).toBe('suspended');

    // The clerk learns the hour of one of them, and later that it was another.
    const correct = async (changes: object) => {
      const { headers } = await page(`negotiations/${id}`);
      const sent = service.post(`/v1/negotiations/${id}/correct`, {
        eventId: resumed.events[0]!.id,
        changes,
        reason: 'The note has it.',
      });
      const { status, body } = await sent.set('if-match', headers['etag']!);
      return status === 201 ? statusOf(id) : [status, (body as { errors: { pointer: string }[] }).errors[0]!.pointer];
    };
    expect(await correct({ occurredTime: { time: '19:00', zone: 'Asia/Shanghai' } })).toBe('active');
    expect(await correct({ occurredTime: { time: '11:00' } })).toBe('suspended');
    expect(await correct({ occurredTime: { time: '13:00' } })).toBe('active');
    expect(await correct({ occurredTime: null })).toBe('suspended');
    expect(await correct({ occurredTime: { time: '19:00' } })).toEqual([400, '/changes/occurredTime/zone']);
    expect(await correct({ occurredOn: '2025-10', occurredTime: { time: '19:00', zone: 'Asia/Shanghai' } })).toEqual([
      400,
      '/changes/occurredTime',
    ]);
    expect(await correct({ occurredTime: { time: '19:00', zone: 'Asia/Shanghai' } })).toBe('active');
    expect(await correct({ occurredOn: '2025-10' })).toEqual([400, '/changes/occurredTime']);
    expect(await correct({ occurredOn: '2025-10', occurredTime: null })).toBe('suspended');
  });
  it('are so in the texts of an auditor', async () => {
    const id = await talks();
    await record(`/v1/negotiations/${id}/suspend`, at('00:15'));
    const trail = await page(`audit/trail?negotiationId=${id}`, 'text/plain');
    expect(trail.text).toContain('NegotiationSuspended of 2025-10-30 at 00:15 (Asia/Shanghai)');
    const diff = await page(`audit/diff?negotiationId=${id}&fromHappenedBy=2025-10-01`, 'text/plain');
    expect(diff.text).toContain('NegotiationSuspended of 2025-10-30 at 00:15 (Asia/Shanghai) added');
  });
});

describe('an hour that cannot be', () => {
  let path: string;
  beforeAll(async () => {
    path = `/v1/negotiations/${await talks()}/suspend`;
  });
  const bad = (detail: string) => [400, 'fields-invalid', detail];
  const time = { time: '19:00', zone: 'Europe/Brussels' };

  it('is refused, with what to do', async () => {
    const refused = (body: object) => refusalOf(path, body);
    expect(await refused({ occurredTime: time })).toEqual(
      bad('/occurredTime: occurredTime needs its day. Add occurredOn, or leave it out.'),
    );
    expect(await refused({ occurredOn: '2025-10-2X', occurredTime: time })).toEqual(
      bad(
        '/occurredTime: occurredTime needs one day, but occurredOn is 2025-10-2X. Set occurredOn to that day, or leave the time out.',
      ),
    );
    expect(await refused(at('19:00', 'Bruxelles'))).toEqual(
      bad('/occurredTime/zone: zone must be an IANA time zone, like Europe/Brussels.'),
    );
    expect(await refused(at('7 pm'))).toEqual(bad('/occurredTime/time: time must look like 09:30.'));
    expect(await refused({ ...day, occurredTime: { time: '19:00' } })).toEqual(
      bad('/occurredTime/zone: zone is missing: it must be an IANA time zone, like Europe/Brussels.'),
    );
    expect(await refused({ occurredOn: '2025-03-30', occurredTime: { ...time, time: '02:30' } })).toEqual(
      bad(
        '/occurredTime: occurredTime is 02:30, but the clocks of Europe/Brussels skipped that time on 2025-03-30. Correct the time, the zone or occurredOn.',
      ),
    );
    expect(await refused({ occurredOn: 'yesterday', occurredTime: time })).toEqual(
      bad(expect.stringMatching(/^\/occurredOn: /) as never),
    );
  });
  it('is still to come, or after it was learned', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    expect(await refusalOf(path, { occurredOn: tomorrow, occurredTime: { time: '23:59', zone: 'UTC' } })).toEqual([
      422,
      'occurred-in-the-future',
      expect.stringMatching(
        /^\/occurredTime: It happened on .* at 23:59 \(UTC\), but the current time of the service is /,
      ),
    ]);
    expect(await refusalOf(path, { ...at('19:00'), learnedAt: '2025-10-30T10:59:00Z' })).toEqual([
      422,
      'learned-before-it-happened',
      expect.stringContaining('occurredTime is 19:00 (Asia/Shanghai) on 2025-10-30'),
    ]);
    expect((await service.post(path, { ...at('19:00'), learnedAt: '2025-10-30T11:00:00Z' })).status).toBe(201);
  });
  it('stands beside the start of a meeting', async () => {
    const { id } = await record(path.replace('/suspend', '/meetings'), { title: 'Talks' });
    const held = { start: '2025-10-30T09:30', zone: 'Asia/Shanghai', ...at('19:00') };
    expect(await refusalOf(`/v1/meetings/${id}/held`, held)).toEqual(
      bad(
        '/occurredTime: occurredTime has no meaning beside start and end, which say when the meeting was held. Leave it out.',
      ),
    );
  });
});

describe('a dossier', () => {
  const file = (name: string, suspended: string) =>
    dossierFile(
      root,
      `dossier: ${name}
entries:
  - { key: ${name}, record: OpenNegotiation, title: Talks by the hour }
  - { key: resumed, record: ResumeNegotiation, of: ${name}, occurredOn: 2025-10-30, occurredTime: { time: "19:00", zone: Asia/Shanghai } }
  - { key: suspended, record: SuspendNegotiation, of: ${name}, ${suspended} }
`,
      `${name}.yaml`,
    );
  const load = (...words: string[]) => rapporteur(['load', ...words, '--url', service.url]);

  it('has hours, and the check finds those that would be refused', async () => {
    const bad = file('bad-hours', 'occurredOn: 2025-10, occurredTime: { time: "00:15", zone: Asia/Shanghai }');
    const { code, err } = await load(bad, '--check');
    expect([code, err]).toEqual([1, expect.stringContaining('occurredTime needs one day, but occurredOn is 2025-10.')]);

    const good = file('hours', 'occurredOn: 2025-10-30, occurredTime: { time: "00:15", zone: Asia/Shanghai }');
    expect(await load(good)).toMatchObject({ code: 0 });
    const { id } = await listed(service, ({ title }) => title === 'Talks by the hour');
    // To load it again changes nothing.
    expect((await load(good)).out).toContain('already there 3');
    expect(await statusOf(id)).toBe('active');
  });
});
