import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomOf } from '#ledger/audit/testing/sample.js';
import { documentOf, sendExamples } from '../../test/support/examples.js';
import { startProcess, stop } from '../../test/support/process.js';
import { type Answer, faultOfProblem, sendRaw } from '../../test/support/raw.js';
import { askersOf, remove } from '../../test/support/service.js';
import { type FuzzedRequest, FuzzedRequests, Given } from '../support/fuzz-request.js';
import { type ScenarioOptions, type Violation, type Result, type Scenario, Tally } from '../scenario.js';

const CLIENTS = 8;

/** Sends requests generated from the service's own OpenAPI document, after its examples are on record. */
const fuzzService = async (url: string, { count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const askers = askersOf(url);
  const document = await documentOf(askers);
  const given = new Given();
  for (const { answer } of await sendExamples(askers, document)) learn(given, answer.headers, answer.text);
  const requests = new FuzzedRequests(document, randomOf(seed), given);

  const violations = new Map<string, Violation>();
  const statuses = new Tally();
  let asked = 0;
  let done = 0;
  const client = async () => {
    while (asked < count) {
      asked += 1;
      const request = requests.next();
      const answer = await sendRaw(url, request);
      const fault = faultOf(request, answer);
      const { method, route } = request;
      // Reports one of each kind.
      const kind = `${method} ${route.path} ${answer.status} ${fault}`;
      if (fault !== undefined && !violations.has(kind))
        violations.set(kind, { description: describe(request, answer, fault), seed, count: asked });
      learn(given, answer.headers, answer.body);
      statuses.add(`× ${answer.status}`);
      onStep((done += 1), `${violations.size} violations`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { summary: statuses.toString(), violations: [...violations.values()] };
};

const faultOf = ({ route }: FuzzedRequest, answer: Answer): string | undefined => {
  if (answer.status >= 500) return 'is a server error';
  if (!Object.hasOwn(route.operation.responses, String(answer.status))) return 'is not in the OpenAPI document';
  return answer.status >= 400 ? faultOfProblem(answer) : undefined;
};

const describe = ({ method, path, headers, body }: FuzzedRequest, answer: Answer, fault: string) =>
  `${method} ${short(path!)} ${JSON.stringify(headers)} ${short(String(body ?? ''))}: ${answer.status} ${fault}: ${short(answer.body)}`;
const short = (text: string) => (text.length > 400 ? `${text.slice(0, 200)}…${text.slice(-200)}` : text);

/** Takes ids, tokens and cursors from an answer, for later requests. */
const learn = (given: Given, headers: Record<string, unknown>, body: string) => {
  given.add('etag', headers['etag']);
  given.add('token', headers['consistency-token']);
  if (!String(headers['content-type']).startsWith('application/json') || body === '') return;
  const { id, next, events } = JSON.parse(body) as { id?: unknown; next?: unknown; events?: unknown };
  given.add('id', id);
  given.add('cursor', next);
  if (Array.isArray(events)) for (const event of events as { id: unknown }[]) given.add('event', event.id);
};

export const fuzz: Scenario = {
  name: 'fuzz',
  unit: 'requests',
  count: 100_000,
  guarantee:
    'no request causes a 5xx, an answer that the OpenAPI document does not list, or an error that is not problem+json',
  run: async (asked) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-fuzz-'));
    const service = await startProcess({ dataDir, env: { LOG_LEVEL: 'fatal' } });
    try {
      return await fuzzService(service.url, asked);
    } finally {
      await stop(service);
      remove(dataDir);
    }
  },
};
