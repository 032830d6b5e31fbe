import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { printed, rapporteur } from './support/cli.js';
import { clocksMoved, moveClocks } from './support/clocks.js';
import { EMBEDDED } from './support/engine.js';
import type { Moved } from './support/moved-clock.js';
import { type Process, readyAt, startProcess, stop } from './support/process.js';
import { newDataDir, type ReceiptBody, remove } from './support/service.js';

const [MINUTE, DAY] = [60_000, 86_400_000];
const TEN_YEARS = 10 * 365 * DAY;

let dataDir: string;
let service: Process;
beforeEach(async () => {
  dataDir = newDataDir();
  await start({});
});
afterEach(async () => {
  if (service.child.exitCode === null && service.child.signalCode === null) await stop(service, 'SIGKILL');
  remove(dataDir);
});

const start = async (moved: Moved) => {
  service = await startProcess({ dataDir, env: { ...EMBEDDED, LOG_LEVEL: 'info', ...clocksMoved(moved) } });
};
const record = (title = 'Talks') => request(service.url).post('/v1/negotiations').send({ title });
const recordedAt = ({ body }: request.Response): number =>
  Date.parse(String((body as ReceiptBody).events[0]!.metadata['recordedAt']));
const list = () => request(service.url).get('/v1/negotiations');
const ready = () => request(service.url).get('/health/ready');
const metric = async (name: string) => {
  const { text } = await request(service.url).get('/metrics').expect(200);
  return Number(new RegExp(`^rapporteur_${name} (\\S+)$`, 'm').exec(text)?.[1]);
};
const acceptClock = (moved: Moved, ...words: readonly string[]) =>
  rapporteur(['accept-clock', '--data-dir', dataDir, ...words], { ...EMBEDDED, ...clocksMoved(moved) });
/** What the service logged, without the requests. */
const lines = (level: number) =>
  service
    .output()
    .split('\n')
    .filter((line) => line.includes(`"level":${level}`) && !line.includes('"msg":"request"'));
const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await sleep(20);
};
const refused = { status: 503, code: 'clock-jumped' };
const outcome = ({ status, body }: request.Response) => ({ status, code: (body as { code?: string }).code });
/** As after a start of the machine: its uptime begins anew. */
const restartMachine = () => {
  const file = join(dataDir, 'clock');
  writeFileSync(
    file,
    JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), boot: 'an earlier one' }),
  );
};

describe('a system clock that jumps while the service runs', () => {
  it.each([
    [TEN_YEARS, '10 years ahead'],
    [-DAY, '24 hours back'],
  ])('by %d ms is not recorded by, and everybody is told, until it returns', async (clockMoved, words) => {
    const before = await record().expect(201);
    await readyAt(service.url);
    await moveClocks(service, { clockMoved });
    const answer = await record();
    expect(outcome(answer)).toEqual(refused);
    expect(answer.headers).toMatchObject({ 'retry-after': '60', 'content-type': /^application\/problem\+json/ });
    expect((await list().expect(200)).body).toMatchObject({ items: [{ title: 'Talks' }] });
    const { status, body } = await ready();
    expect([status, body]).toMatchObject([503, { clock: { trouble: expect.stringContaining(words) } }]);
    expect(await metric('clock_jumped')).toBe(1);
    expect(Math.abs((await metric('clock_jump_seconds')) - clockMoved / 1_000)).toBeLessThan(60);

    await moveClocks(service, { clockMoved: 0 });
    const after = await record().expect(201);
    expect(recordedAt(after) - recordedAt(before)).toBeLessThan(DAY / 2);
    await readyAt(service.url);
    expect(await metric('clock_jumped')).toBe(0);
    expect(lines(50)).toEqual([expect.stringMatching(`${words}.*accept-clock`)]);
    expect(lines(30).filter((line) => line.includes('The system clock is trusted again'))).toHaveLength(1);
  });

  it('is told by readiness and log although nobody records', async () => {
    await moveClocks(service, { clockMoved: TEN_YEARS });
    await until(() => lines(50).length > 0);
    expect((await ready()).status).toBe(503);
  });

  it('within the bound is recorded by, in the order of the log', async () => {
    const facts = [await record().expect(201)];
    for (const clockMoved of [4 * MINUTE, 0, -MINUTE]) {
      await moveClocks(service, { clockMoved });
      facts.push(await record().expect(201));
    }
    const times = facts.map(recordedAt);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(4 * MINUTE);
  });

  it('gives the answer of a command that is already recorded', async () => {
    const send = () => record().set('idempotency-key', '"talks"');
    const { body } = await send().expect(201);
    await moveClocks(service, { clockMoved: TEN_YEARS });
    expect((await send().expect(201)).body).toMatchObject({ id: (body as ReceiptBody).id });
  });

  it('is no jump if the machine was suspended for months', async () => {
    await moveClocks(service, { timePassed: 100 * DAY });
    await record().expect(201);
    expect(lines(50)).toEqual([]);
  });
});

describe('rapporteur accept-clock', () => {
  it('is taken by a running service, which a later start does not refuse although it is killed', async () => {
    await record('Before').expect(201);
    const moved = { clockMoved: TEN_YEARS };
    await moveClocks(service, moved);
    expect(outcome(await record())).toEqual(refused);
    expect(await acceptClock(moved)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Accepted: .*10 years ahead\.\n/),
    });
    await readyAt(service.url);
    const after = await record('After').expect(201);
    expect(recordedAt(after)).toBeGreaterThan(Date.now() + TEN_YEARS - MINUTE);
    expect(await acceptClock(moved)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^There is nothing to accept/),
    });

    await stop(service, 'SIGKILL');
    await start(moved);
    const { headers } = await record('After the kill').expect(201);
    const listed = list().set('consistency-token', headers['consistency-token']!);
    expect((await listed.expect(200)).body).toMatchObject({ items: { length: 3 } });
  });

  it('is taken for a jump ahead and one back, and facts keep their order', async () => {
    const times: number[] = [];
    for (const clockMoved of [0, TEN_YEARS, 0, TEN_YEARS]) {
      await moveClocks(service, { clockMoved });
      if (times.length > 0) await acceptClock({ clockMoved });
      await readyAt(service.url);
      times.push(recordedAt(await record().expect(201)));
      await stop(service, 'SIGKILL');
      await start({ clockMoved });
    }
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    // It went back ten years, and was accepted: the fact stands just after the one before it.
    expect(times[2]! - times[1]!).toBeLessThan(MINUTE);
  });

  it('is taken at the next start of a service that is stopped', async () => {
    await record().expect(201);
    await stop(service);
    const moved = { clockMoved: TEN_YEARS };
    await start(moved);
    expect(outcome(await record())).toEqual(refused);
    await stop(service);
    expect(printed(await acceptClock(moved, '--json'))).toMatchObject({ accepted: true, behindSeconds: 0 });
    expect(await acceptClock(moved)).toMatchObject({ code: 0, out: expect.stringMatching(/^Accepted/) });
    await start(moved);
    await record().expect(201);
  });

  it('accepts no other clock than the one that it showed', async () => {
    await record().expect(201);
    await stop(service);
    await acceptClock({ clockMoved: DAY });
    await start({ clockMoved: TEN_YEARS });
    expect(outcome(await record())).toEqual(refused);
    expect(lines(50)).toContainEqual(expect.stringContaining('The system clock has moved since it was accepted'));
    await moveClocks(service, { clockMoved: DAY });
    expect(outcome(await record())).toEqual(refused);
  });

  it('is needed after a start of the machine if the clock is behind the last event', async () => {
    await moveClocks(service, { timePassed: DAY });
    const last = recordedAt(await record().expect(201));
    await stop(service);
    restartMachine();
    await start({});
    expect(outcome(await record())).toEqual(refused);
    expect((await ready()).body).toMatchObject({ clock: { trouble: expect.stringMatching(/24 hours behind it/) } });
    expect(await acceptClock({})).toMatchObject({
      code: 0,
      out: expect.stringContaining('times just after the last event'),
    });
    await readyAt(service.url);
    expect(recordedAt(await record().expect(201)) - last).toBeLessThan(MINUTE);
    await stop(service, 'SIGKILL');
    restartMachine();
    await start({});
    await record().expect(201);
  });

  it('is not needed after a start of the machine, however long that took', async () => {
    await record().expect(201);
    await stop(service);
    restartMachine();
    await start({ clockMoved: TEN_YEARS });
    expect((await record()).status).toBe(201);
  });

  it('has nothing to accept where the clock is right, and writes nothing', async () => {
    expect(await acceptClock({})).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^There is nothing to accept: /),
    });
    expect(printed(await acceptClock({}, '--json'))).toMatchObject({ accepted: false, behindSeconds: 0 });
    await record().expect(201);
  });

  it('says what is missing where there is no log, or no service has run', async () => {
    const elsewhere = await rapporteur(['accept-clock', '--data-dir', `${dataDir}-nowhere`], EMBEDDED);
    expect(elsewhere).toMatchObject({ code: 1, err: expect.stringContaining('There is no record in') });
    await stop(service);
    rmSync(join(dataDir, 'clock'));
    expect(await acceptClock({})).toMatchObject({
      code: 1,
      err: expect.stringMatching(/There is nothing to accept.*Start the service/),
    });
  });
});

describe('rapporteur change-key', () => {
  it('records nothing by a clock that jumped, until it is accepted', async () => {
    await record().expect(201);
    await stop(service);
    const moved = { clockMoved: TEN_YEARS };
    const change = () =>
      rapporteur(['change-key', '--data-dir', dataDir, '--reason', 'It was stolen.'], {
        ...EMBEDDED,
        ...clocksMoved(moved),
      });
    expect(await change()).toMatchObject({ code: 1, err: expect.stringMatching(/10 years ahead\..*accept-clock/) });
    await acceptClock(moved);
    expect(await change()).toMatchObject({ code: 0 });
    await start(moved);
    await record().expect(201);
  });
});
