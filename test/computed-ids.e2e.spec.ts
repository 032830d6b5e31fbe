import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { v5 as uuidv5 } from 'uuid';
import { IdKey } from '#ledger/id-key.js';
import { newFolder, printed, rapporteur } from './support/cli.js';
import { describeOnce } from './support/describe-once.js';
import { startInVain } from './support/process.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

const root = newFolder();
const folder = (name: string) => join(root, name);
afterAll(() => remove(root));

const [OLD, NEW] = ['an-old-key-'.repeat(3), 'a-new-key-'.repeat(4)];
const name = (secret: string) => new IdKey(secret).name;

const GRANTEE = { issuer: 'https://login.example.org', subject: 'berta' };
const EU = '5ba1ad00-0000-4000-8000-000000000011';
const CONTROLS = '5ba1ad00-0000-4000-8000-000000000031';
const HELD = { partyId: EU, issueId: CONTROLS, scope: 'public' };

type Recorded = Readonly<{ kind: string; id: string; commandId: string; isReplayed: boolean }>;

/** What a clerk of these talks records; sent again, it is the same requests with the same keys. */
class Clerk {
  constructor(
    private readonly service: Running,
    private readonly talks: string,
  ) {}

  async send(path: string, body: object, key?: string): Promise<Recorded> {
    const posted = this.service.post(path, body);
    const answer = await (key === undefined ? posted : posted.set('idempotency-key', `"${key}"`));
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    const { kind, id, events } = answer.body as ReceiptBody;
    const commandId = String(events[0]!.metadata['commandId']);
    return { kind, id, commandId, isReplayed: answer.headers['idempotency-replayed'] === 'true' };
  }

  in(what: string, body: object, key?: string) {
    return this.send(`/v1/negotiations/${this.talks}/${what}`, body, key);
  }

  async batch(key: string): Promise<readonly string[]> {
    const titles = ['Licences', 'Magnets', 'Quotas'];
    const commands = titles.map((title) => ({ path: `/v1/negotiations/${this.talks}/issues`, body: { title } }));
    const { body } = await this.service.post('/v1/batches', commands).set('idempotency-key', `"${key}"`).expect(200);
    return (body as { body: ReceiptBody }[]).map(({ body: { id } }) => id);
  }

  /** The talks, a party and an issue with ids of their own, and everything that gets an id from the service. */
  async record() {
    await this.send('/v1/negotiations', { id: this.talks, title: 'Talks' }, 'talks');
    const party = { id: EU, name: 'European Union', kind: 'regional-organisation', role: 'principal' };
    await this.in('parties', party, 'eu');
    await this.in('issues', { id: CONTROLS, title: 'Controls' }, 'controls');
    return {
      issue: await this.in('issues', { title: 'Export licences' }, 'licences'),
      position: await this.in('positions', { ...HELD, text: 'They are harmful.', kind: 'demand' }, 'position'),
      grant: await this.in('grants', GRANTEE, 'berta'),
      batch: await this.batch('batch'),
    };
  }

  async countEvents(): Promise<number> {
    const { body } = await this.service.get(`/v1/audit/trail?limit=200&negotiationId=${this.talks}`).expect(200);
    return (body as { items: object[] }).items.length;
  }
}

const TALKS = '5ba1ad00-0000-4000-8000-000000000001';
/** Starts a service with these keys, and lets a clerk work with it. */
const withService = async <T>(
  dataDir: string,
  keys: string | undefined,
  work: (clerk: Clerk, service: Running) => Promise<T>,
): Promise<T> => {
  const service = await start(dataDir, keys === undefined ? {} : { ID_KEY: keys });
  try {
    return await work(new Clerk(service, TALKS), service);
  } finally {
    await service.close();
  }
};
type Work = Awaited<ReturnType<Clerk['record']>>;
const idsIn = ({ issue, position, grant, batch }: Work) => [
  ...[issue, position, grant].flatMap(({ id, commandId }) => [id, commandId]),
  ...batch,
];

describe('ids that the service computes', () => {
  it('are the same for the same requests at a service with the same key, and all different with another key', async () => {
    const [one, same, other] = [
      await withService(folder('one'), OLD, (clerk) => clerk.record()),
      await withService(folder('same'), OLD, (clerk) => clerk.record()),
      await withService(folder('other'), NEW, (clerk) => clerk.record()),
    ];
    expect(idsIn(same)).toEqual(idsIn(one));
    expect(new Set(idsIn(one)).size).toBe(9);
    expect(idsIn(other).filter((id) => idsIn(one).includes(id))).toEqual([]);
  });

  it('cannot be computed from what is public, and so cannot be occupied before', async () => {
    await withService(folder('squatted'), undefined, async (clerk) => {
      await clerk.send('/v1/negotiations', { id: TALKS, title: 'Talks' }, 'talks');
      // Somebody opens issues under the ids that earlier versions gave to the requests of a clerk.
      const command = uuidv5(JSON.stringify(['local', 'Ana', 'licences']), '5f1b0c0e-6c0b-5d0a-9a44-3d1f6f2f8f10');
      for (const id of [command, uuidv5('thing', command)]) await clerk.in('issues', { id, title: 'Squatted' });
      const { issue, position } = await clerk.record();
      expect([uuidv5('thing', command), command]).not.toContain(issue.id);
      const held = Object.values(HELD);
      for (const about of [held, [...held, 1]])
        expect(position.id).not.toBe(uuidv5(JSON.stringify(['position', ...about]), TALKS));
    });
  });

  it('are found again after a restart, so a request that is sent again is recorded once', async () => {
    const dataDir = folder('restarted');
    const first = await withService(dataDir, undefined, (clerk) => clerk.record());
    await withService(dataDir, undefined, async (clerk) => {
      const before = await clerk.countEvents();
      const again = await clerk.record();
      expect(idsIn(again)).toEqual(idsIn(first));
      expect([again.issue, again.position, again.grant].every(({ isReplayed }) => isReplayed)).toBe(true);
      expect(await clerk.countEvents()).toBe(before);
    });
  });
});

describe('a key that was replaced', () => {
  const dataDir = folder('replaced');

  it('still finds what was recorded with it, and the new key makes the ids of what is new', async () => {
    const first = await withService(dataDir, OLD, (clerk) => clerk.record());
    await withService(dataDir, `${NEW},${OLD}`, async (clerk) => {
      const before = await clerk.countEvents();
      const again = await clerk.record();
      expect(idsIn(again)).toEqual(idsIn(first));
      expect([again.issue, again.position, again.grant].every(({ isReplayed }) => isReplayed)).toBe(true);
      expect(await clerk.countEvents()).toBe(before);

      const other = await clerk.in('issues', { title: 'Quotas' }, 'quotas');
      expect([other.id, other.commandId].map((id) => id.slice(15, 18))).toEqual([name(NEW), name(NEW)]);
      const maintained = await clerk.in('positions/maintained', { ...HELD, text: 'We stand by that.' });
      expect(maintained.id).toBe(first.position.id);
    });
  });
  it('is missed at a start, which says which key it is and what to do', async () => {
    const { code, output } = await startInVain({ dataDir, env: { ID_KEY: NEW } });
    expect([code, output]).toEqual([
      2,
      expect.stringContaining(`with the key ${name(OLD)}, and ID_KEY does not have it`),
    ]);
    expect(output).toContain(`add lost-${name(OLD)} to ID_KEY`);
    expect(output).not.toContain(NEW);
  });
  it('can be given as lost: positions and grants are still found, but not the requests of before', async () => {
    await withService(dataDir, `${NEW},lost-${name(OLD)}`, async (clerk) => {
      const [position, twin] = [
        await clerk.in('positions/maintained', { ...HELD, text: 'Still.' }),
        await clerk.in('issues', { title: 'Export licences' }, 'licences'),
      ];
      expect(position.id.slice(15, 18)).toBe(name(OLD));
      expect([twin.isReplayed, twin.id.slice(15, 18)]).toEqual([false, name(NEW)]);
      await clerk.in('grants/revoked', GRANTEE);
    });
  });
});

describeOnce('the keys in a data folder', () => {
  const dataDir = folder('kept');
  const file = join(dataDir, 'id.key');
  const changed = (...words: string[]) => rapporteur(['change-id-key', '--data-dir', dataDir, ...words]);

  it('are made at the first start, and only their owner can read them', async () => {
    await withService(dataDir, undefined, (clerk) => clerk.record());
    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8')]).toEqual([
      0o600,
      expect.stringMatching(/^[\w-]{43}\n$/),
    ]);
  });
  it('are changed by a command that keeps the old one', async () => {
    const [old] = readFileSync(file, 'utf8').split('\n');
    const { code, out, err } = await changed();
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`${file} has a new key. Restart the service, and back up the file.\n`);
    const [fresh, kept, ...rest] = readFileSync(file, 'utf8').split('\n');
    expect([kept, rest, fresh === old, statSync(file).mode & 0o777]).toEqual([old, [''], false, 0o600]);
    expect(printed(await changed('--json'))).toEqual({ file });
    await withService(dataDir, undefined, async (clerk) => {
      const before = await clerk.countEvents();
      expect((await clerk.record()).issue.isReplayed).toBe(true);
      expect(await clerk.countEvents()).toBe(before);
    });
  });
  it('are needed: the service does not start without the file, and changes nothing', async () => {
    copyFileSync(file, folder('id.key'));
    rmSync(file);
    const { code, output } = await startInVain({ dataDir });
    expect([code, output]).toEqual([
      2,
      expect.stringMatching(/ids of this log were made with the keys? .*id\.key does not have/),
    ]);
    expect(() => statSync(file)).toThrow('ENOENT');
    copyFileSync(folder('id.key'), file);
    await withService(dataDir, undefined, async (clerk) => expect((await clerk.record()).issue.isReplayed).toBe(true));
  });
  it('are not changed where there is no record, or where the setting or a damaged file has them', async () => {
    const elsewhere = ['change-id-key', '--data-dir', folder('nowhere')];
    expect(await rapporteur(elsewhere)).toMatchObject({ code: 1, err: expect.stringContaining('There is no record') });
    const configured = await rapporteur(['change-id-key', '--data-dir', dataDir], { ID_KEY: OLD });
    expect([configured.code, configured.err]).toEqual([
      2,
      expect.stringContaining('ID_KEY is set. Put a new key before'),
    ]);
    const shared = await rapporteur(['change-id-key', '--data-dir', dataDir], {
      EVENTSTOREDB_URL: 'esdb://localhost:2113?tls=false',
    });
    expect([shared.code, shared.err]).toEqual([2, expect.stringContaining('before the others in ID_KEY')]);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, 'half a key');
    expect(await changed()).toMatchObject({ code: 1, err: expect.stringContaining('it was damaged') });
    const { code, output } = await startInVain({ dataDir });
    expect([code, output]).toEqual([2, expect.stringContaining('does not contain keys for ids: it was damaged')]);
    expect(readFileSync(file, 'utf8')).toBe('half a key');
    writeFileSync(file, text);
    expect(await rapporteur(['change-id-key', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Example'),
    });
  });
});
