import { copyFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import { readPages } from '#read-models/projector/read-pages.js';
import { isAsStamped } from '#read-models/projector/views-stamp.js';
import { enlarge, PAGE, rot, scribble } from '#read-models/testing/views-damage.js';
import { type Document, documentOf, sendExamples, viewAddresses } from '../../test/support/examples.js';
import { type InProcess, startInProcess } from '../../test/support/in-process.js';
import { remove } from '../../test/support/service.js';

/** Damages of each kind. */
const COUNT = Number(process.env['DAMAGES'] ?? 4);
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
  while (!(await holds())) await sleep(20);
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
afterAll(() => remove(service.dataDir));
/** Of a file as it was before it was enlarged. */
const pagesOf = (file: string): number => statSync(file).size / PAGE;

/** As it was before, under the same circumstances. */
const restore = () => {
  for (const suffix of ['-wal', '-shm']) rmSync(views() + suffix, { force: true });
  copyFileSync(sound(), views());
};

describe.each(Object.entries(DAMAGES))('%s in views.db of a long record', (_, damage) => {
  it.each(Array.from({ length: COUNT }, (_, n) => n))(
    'that somebody has written is found before anybody is told what is not so (%i)',
    async () => {
      restore();
      const page = below(draw, pages);
      scribble(views(), (bytes) => damage(bytes, page));
      const isFound = (await readPages(views(), new AbortController().signal)) !== undefined;
      await start();
      const now = await answers();
      if (isFound) expect([page, misled(now)]).toEqual([page, []]);
      expect(Object.values(now).filter(({ status }) => status === 500)).toEqual([]);
      await settled();
      expect([page, misled(await answers())]).toEqual([page, []]);
      await service.close();
    },
  );
  it.each(Array.from({ length: COUNT }, (_, n) => n))(
    'that a disk has made is met by a reader or found at once in the background (%i)',
    async () => {
      restore();
      const page = below(draw, pages);
      rot(views(), (bytes) => damage(bytes, page));
      const isFound = (await readPages(views(), new AbortController().signal)) !== undefined;
      expect(isAsStamped(views())).toBe(true);
      await start();
      const now = await answers();
      expect(Object.values(now).filter(({ status }) => status === 500)).toEqual([]);
      await settled();
      expect([page, misled(await answers())]).toEqual([page, []]);
      if (isFound) expect(logged.join('\n')).toMatch(/^views\.db is (?:damaged|thrown away)/m);
      await service.close();
    },
  );
});
