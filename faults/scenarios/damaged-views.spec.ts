import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import { readPages } from '#read-models/projector/read-pages.js';
import { isAsStamped } from '#read-models/projector/views-stamp.js';
import { enlarge, leftAsItIs, PAGE, rot, scribble } from '#read-models/testing/views-damage.js';
import { type Document, documentOf, sendExamples, viewAddresses } from '../../test/support/examples.js';
import { type InProcess, startInProcess } from '../../test/support/in-process.js';
import { endOf } from '../../test/support/process.js';
import { remove, startAlone } from '../../test/support/service.js';

/** Damages of each kind. */
const COUNT = Number(process.env['DAMAGES'] ?? 1);
/** In the life of one record. */
const KILLS = 2 * COUNT;
/** A start takes a second, so the columns are altered in so many portions. */
const PORTIONS = 3;
const SEED = Number(process.env['SEED'] ?? 1);

let service: InProcess;
let document: Document;
let token: string;
let right: Answers;
let logged: string[] = [];
let pages: number;
const logger = pino(
  { level: 'info' },
  new Writable({
    write(line: Buffer, _, done) {
      logged.push((JSON.parse(line.toString()) as { msg: string }).msg);
      done();
    },
  }),
);

type Answer = Readonly<{ status: number; code?: string; text: string }>;
type Answers = Readonly<Record<string, Answer>>;

const start = async () => {
  logged = [];
  service = await startInProcess(service?.dataDir, {}, logger);
};
const answers = async (): Promise<Answers> =>
  Object.fromEntries(
    await Promise.all(
      viewAddresses(document).map(async (address) => {
        const { status, text, body } = await service.get(address).set('consistency-token', token);
        const { code } = body as { code?: string };
        return [address, { status, text, ...(status >= 400 && { code: String(code) }) }] as const;
      }),
    ),
  );
const REFUSED = ['read-model-rebuilding', 'views-unavailable'];
const isRefused = ({ status, code }: Answer) => status === 503 && REFUSED.includes(code!);
/** What somebody is told that is not so: neither the right answer nor that there is none now. */
const misled = (now: Answers) =>
  Object.entries(now).filter(([address, answer]) => answer.text !== right[address]!.text && !isRefused(answer));
const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await sleep(100);
};
const metric = async (name: string) =>
  Number(new RegExp(`^rapporteur_${name} (\\d+)$`, 'm').exec((await service.get('/metrics')).text)![1]);
/** Until views.db was compared with the log, or made from it. */
const settled = () =>
  until(async () => {
    const { body } = await service.get('/health/ready');
    const isLive = (body as { models: { status: string }[] }).models.every(({ status }) => status === 'live');
    return isLive && ((await metric('views_checks_total')) > 0 || (await metric('views_differences_total')) > 0);
  });
const views = () => join(service.dataDir, 'views.db');
const sound = () => join(service.dataDir, 'sound.db');

const draw = randomOf(SEED);
type Damage = (bytes: Buffer, page: number) => void;
const DAMAGES: Readonly<Record<string, Damage>> = {
  'a blank page': (bytes, page) => void bytes.fill(0, page * PAGE, (page + 1) * PAGE),
  'a blank sector': (bytes, page) => {
    const at = page * PAGE + 512 * below(draw, PAGE / 512);
    bytes.fill(0, at, at + 512);
  },
  'the page of another place': (bytes, page) => {
    const from = below(draw, pages) * PAGE;
    bytes.copy(bytes, page * PAGE, from, from + PAGE);
  },
  'a flipped bit': (bytes, page) => {
    bytes[page * PAGE + below(draw, PAGE)]! ^= 1 << below(draw, 8);
  },
  'a flipped bit in the head of a page': (bytes, page) => {
    bytes[page * PAGE + below(draw, 64)]! ^= 1 << below(draw, 8);
  },
  'random bytes': (bytes, page) => {
    const at = page * PAGE + below(draw, PAGE - 16);
    for (let n = 0; n < 16; n += 1) bytes[at + n] = below(draw, 256);
  },
};

beforeAll(async () => {
  await start();
  document = await documentOf(service);
  await sendExamples(service, document);
  token = await service.settle();
  right = await answers();
  await service.close();
  pages = pagesOf(views());
  enlarge(views());
  copyFileSync(views(), sound());
});
afterEach(() => service.close());
afterAll(() => remove(service.dataDir));
/** Of a file as it was before it was enlarged. */
const pagesOf = (file: string): number => statSync(file).size / PAGE;

/** As it was before, under the same circumstances. */
const restore = () => {
  for (const suffix of ['-wal', '-shm']) rmSync(views() + suffix, { force: true });
  copyFileSync(sound(), views());
};

const CASES = Object.entries(DAMAGES).flatMap(([name, damage]) =>
  Array.from({ length: COUNT }, () => ({ name, damage })),
);
/** What is answered right after a start: never an error of the service, and in the end all that is right. */
const answersAfterStart = async (page: number): Promise<Answers> => {
  await start();
  const now = await answers();
  expect(Object.values(now).filter(({ status }) => status === 500)).toEqual([]);
  await settled();
  expect([page, misled(await answers())]).toEqual([page, []]);
  return now;
};
/** Whether a start need not read all pages. */
const isStamped = () =>
  isAsStamped(views(), (file, why) => {
    throw new Error(`${file} cannot be read: ${why}`);
  });
const FOUND = /^views\.db is (?:damaged|thrown away)|was not what the log says/m;
/** Whether the pages tell of the damage. */
const isFound = async () => (await readPages(views(), new AbortController().signal)) !== undefined;

describe('damage in views.db of a long record', () => {
  it.each(CASES)(
    'that somebody has written is found before anybody is told what is not so: $name',
    async ({ damage }) => {
      restore();
      const page = below(draw, pages);
      scribble(views(), (bytes) => damage(bytes, page));
      const mustBeFound = await isFound();
      const atFirst = await answersAfterStart(page);
      // What pages do not tell of is found by the comparison with the log, and right in the end.
      expect([page, mustBeFound ? misled(atFirst) : []]).toEqual([page, []]);
    },
  );
  it.each(CASES)(
    'that a disk has made is met by a reader or found at once in the background: $name',
    async ({ damage }) => {
      restore();
      const page = below(draw, pages);
      rot(views(), (bytes) => damage(bytes, page));
      const mustBeFound = await isFound();
      expect(isStamped()).toBe(true);
      await answersAfterStart(page);
      // Rows may be right on a page whose head is not: then only the read of all pages finds it, which may end after the comparison.
      if (mustBeFound) await until(() => FOUND.test(logged.join('\n')));
    },
  );
});

describe('rows of a long record that are not what they were, on sound pages', () => {
  const columns = () => {
    const db = new Database(sound(), { readonly: true });
    try {
      return db
        .prepare<[], { name: string; column: string }>(
          `SELECT list.name, info.name AS column FROM pragma_table_list AS list, pragma_table_info(list.name) AS info
           WHERE list.schema = 'main' AND list.type = 'table' AND info.type = 'TEXT' AND info.pk = 0
             AND list.name LIKE 'marked_%' AND info.name NOT IN ('marking', 'stream')`,
        )
        .all();
    } finally {
      db.close();
    }
  };
  it('never make an error of the service, and are right again', async () => {
    const all = columns();
    expect(all.length).toBeGreaterThan(40);
    for (let part = 0; part < PORTIONS; part += 1) {
      restore();
      const db = new Database(views());
      for (const { name, column } of all.filter((_, n) => n % PORTIONS === part))
        db.exec(`UPDATE OR IGNORE "${name}" SET "${column}" = '{'`);
      db.close();
      leftAsItIs(views());
      await start();
      const now = await answers();
      expect(Object.entries(now).filter(([, { status }]) => status === 500)).toEqual([]);
      await settled();
      expect([part, misled(await answers())]).toEqual([part, []]);
      if (part < PORTIONS - 1) await service.close();
    }
  });
});

describe('a service that is killed while it records', () => {
  it('leaves views that the next start need not read from end to end, and they are sound', async () => {
    restore();
    await start();
    await settled();
    await service.close();
    let recorded = 0;
    let stamped = 0;
    let checkpoints = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { process: killed, url } = await startAlone(service.dataDir, { LOG_LEVEL: 'warn' });
      const before = readFileSync(`${views()}-stamp`, 'utf8');
      /** @returns when the service is gone */
      const record = async (): Promise<void> => {
        const answer = await fetch(`${url}/v1/negotiations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ title: `Talks ${randomUUID()}` }),
        }).catch(() => undefined);
        if (answer === undefined) return;
        recorded += answer.status === 201 ? 1 : 0;
        await record();
      };
      // Enough for pages to be moved into the file several times.
      const enough = recorded + 150 + below(draw, 300);
      const recording = Promise.all([record(), record(), record(), record()]);
      await until(() => recorded >= enough);
      process.kill(killed.pid, 'SIGKILL');
      await recording;
      await endOf(killed);
      expect(killed.output()).not.toMatch(/views\.db/);
      checkpoints += readFileSync(`${views()}-stamp`, 'utf8') === before ? 0 : 1;
      if (isStamped()) stamped += 1;
      expect(await readPages(views(), new AbortController().signal)).toBeUndefined();
    }
    // One in many is killed while pages are moved into the file.
    expect(stamped).toBeGreaterThanOrEqual(KILLS / 2);
    expect(checkpoints).toBeGreaterThan(0);
    await start();
    await settled();
    expect(logged.join('\n')).not.toMatch(/views\.db/);
  });
});
