import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { startProcess, stop } from '../../test/support/process.js';
import { type Answer, sendRaw } from '../../test/support/raw.js';
import { remove } from '../../test/support/service.js';
import { type ScenarioOptions, type Result, type Scenario, Tally } from '../scenario.js';

type Fact = Readonly<{ eventId: string; settles: boolean }>;
/** An issue in the model: the facts that count, apart from the raising of it. */
type Issue = { readonly id: string; readonly title: string; facts: readonly Fact[]; revision: number };
/** `token` is from the last answer; `past` holds the expected reads as of earlier tokens. */
type Model = { issues: Issue[]; token: string; past: (readonly [token: string, pages: readonly unknown[]])[] };
type Sent = Readonly<{ path: string; body: string; key: string; answer: Answer }>;
type Real = {
  readonly url: string;
  readonly talks: string;
  readonly told: Tally;
  last: Sent | undefined;
  keys: number;
};
type Step = fc.AsyncCommand<Model, Real>;

const statusOf = ({ facts }: Issue): string => {
  const last = facts.at(-1);
  if (last === undefined) return 'raised';
  return last.settles ? 'settled' : 'reopened';
};
const isSettled = ({ facts }: Issue): boolean => facts.at(-1)?.settles === true;
const pagesOf = ({ issues }: Model): readonly unknown[] =>
  issues.map((issue) => ({ id: issue.id, title: issue.title, status: statusOf(issue) }));

const expect = (what: string, found: unknown, wanted: unknown) => {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(found)} and not ${JSON.stringify(wanted)}`);
};

/** Sends a fact with a new idempotency key, and expects the answer of the model. @returns the receipt, if there is one */
const sendFact = async (model: Model, real: Real, path: string, body: object, wanted: number, ifMatch?: number) => {
  const key = `"${real.talks}-${real.keys++}"`;
  const text = JSON.stringify(body);
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': key,
    ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
  };
  const answer = await sendRaw(real.url, { path, headers, body: text });
  real.told.add(`× ${answer.status}`);
  expect(`${path} ${text}`, answer.status, wanted);
  if (wanted !== 201) return undefined;
  real.last = ifMatch === undefined ? { path, body: text, key, answer } : real.last;
  model.token = String(answer.headers['consistency-token']);
  return JSON.parse(answer.body) as { id: string; revision: number; events: [{ id: string }] };
};

const read = async (real: Real, query: string, token: string) => {
  const path = `/v1/negotiations/${real.talks}/issues?limit=200${query}`;
  const answer = await sendRaw(real.url, { method: 'GET', path, headers: { 'consistency-token': token } });
  real.told.add(`× ${answer.status}`);
  expect(path, answer.status, 200);
  const { items } = JSON.parse(answer.body) as { items: { id: string; title: string; status: string }[] };
  return items.map(({ id, title, status }) => ({ id, title, status })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
};
const sorted = (pages: readonly unknown[]) => (pages as { id: string }[]).toSorted((a, b) => (a.id < b.id ? -1 : 1));

const step = (
  name: string,
  check: (model: Model) => boolean,
  run: (model: Model, real: Real) => Promise<void>,
): Step => ({
  check,
  run,
  toString: () => name,
});
const some = ({ issues }: Model, n: number): Issue => issues[n % issues.length]!;
const hasIssues = ({ issues }: Model) => issues.length > 0;

const raise = (title: string) =>
  step(
    `raise ${title}`,
    () => true,
    async (model, real) => {
      const receipt = await sendFact(model, real, `/v1/negotiations/${real.talks}/issues`, { title }, 201);
      model.issues.push({ id: receipt!.id, title, facts: [], revision: 0 });
    },
  );

const tell = (settles: boolean, n: number) =>
  step(`${settles ? 'settle' : 'reopen'} ${n}`, hasIssues, async (model, real) => {
    const issue = some(model, n);
    const wanted = settles && isSettled(issue) ? 422 : 201;
    const receipt = await sendFact(model, real, `/v1/issues/${issue.id}/${settles ? 'settle' : 'reopen'}`, {}, wanted);
    if (receipt === undefined) return;
    issue.facts = [...issue.facts, { eventId: receipt.events[0].id, settles }];
    expect('revision', receipt.revision, (issue.revision += 1));
  });

const voidLast = (n: number, stale: boolean) =>
  step(`void the last of ${n}${stale ? ', seen too long ago' : ''}`, hasIssues, async (model, real) => {
    const issue = some(model, n);
    const last = issue.facts.at(-1);
    if (last === undefined || (stale && issue.revision === 0)) return;
    const body = { eventId: last.eventId, reason: 'It was another one.' };
    const seen = stale ? issue.revision - 1 : issue.revision;
    const receipt = await sendFact(model, real, `/v1/issues/${issue.id}/void`, body, stale ? 412 : 201, seen);
    if (receipt === undefined) return;
    issue.facts = issue.facts.slice(0, -1);
    expect('revision', receipt.revision, (issue.revision += 1));
  });

const again = () =>
  step(
    'send the last once more',
    () => true,
    async (_, { url, last }) => {
      if (last === undefined) return;
      const headers = { 'content-type': 'application/json', 'idempotency-key': last.key };
      const answer = await sendRaw(url, { path: last.path, headers, body: last.body });
      expect(
        'again',
        [answer.status, answer.headers['idempotency-replayed'], answer.body],
        [201, 'true', last.answer.body],
      );
    },
  );

const look = () =>
  step(
    'read',
    () => true,
    async (model, real) => {
      expect('read', await read(real, '', model.token), sorted(pagesOf(model)));
      model.past.push([model.token, pagesOf(model)]);
    },
  );

const lookBack = (n: number) =>
  step(
    `read the past ${n}`,
    ({ past }) => past.length > 0,
    async (model, real) => {
      const [token, pages] = model.past[n % model.past.length]!;
      expect('the past', await read(real, `&asOf=${token}`, token), sorted(pages));
    },
  );

const steps = fc.commands<Model, Real, false>(
  [
    fc.constantFrom('Licences', 'Magnets', '稀土').map(raise),
    fc.tuple(fc.boolean(), fc.nat(9)).map(([settles, n]) => tell(settles, n)),
    fc.tuple(fc.nat(9), fc.boolean()).map(([n, stale]) => voidLast(n, stale)),
    fc.constant(again()),
    fc.constant(look()),
    fc.nat(9).map(lookBack),
  ],
  { maxCommands: 30, size: 'max' },
);

/** Compares the service with a small model on random histories. */
export const compareWithModel = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-model-'));
  const service = await startProcess({ dataDir, env: { LOG_LEVEL: 'fatal' } });
  const { url } = service;
  const told = new Tally();
  let done = 0;
  try {
    const history = fc.asyncProperty(steps, async (drawn) => {
      const opened = await sendRaw(url, { body: '{"title":"Talks"}' });
      const { id: talks } = JSON.parse(opened.body) as { id: string };
      const model: Model = { issues: [], token: String(opened.headers['consistency-token']), past: [] };
      await fc.asyncModelRun(() => ({ model, real: { url, talks, told, last: undefined, keys: 0 } }), drawn);
      onStep((done += 1), told.toString());
    });
    const details = await fc.check(history, { seed, numRuns: count });
    const violations = details.failed
      ? [
          {
            description: `${(details.errorInstance as Error).message}; ${fc.defaultReportMessage(details) ?? ''}`,
            seed,
            count,
          },
        ]
      : [];
    return { summary: told.toString(), violations };
  } finally {
    await stop(service);
    remove(dataDir);
  }
};

export const model: Scenario = {
  name: 'model',
  unit: 'histories',
  count: 1_000,
  guarantee: 'recording, refusing, voiding, retrying and reading, now and as of the past, all match a small model',
  run: compareWithModel,
};
