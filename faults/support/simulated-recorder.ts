import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { isCheckpointStream } from '#ledger/checkpoint-name.js';
import { below, type Random } from '#ledger/audit/testing/sample.js';
import { engineFor } from '../../test/support/engine.js';

/** A fact that can be recognized by one word in it. */
export type TaggedFact = Readonly<{ word: string; path: string; body: Readonly<Record<string, string>> }>;

/** Half of them open a stream of their own; the others continue one that all recorders share. */
export const taggedFact = (word: string, shared: string | undefined, random: Random): TaggedFact =>
  shared === undefined || below(random, 2) === 0
    ? { word, path: '/v1/negotiations', body: { title: word } }
    : { word, path: `/v1/negotiations/${shared}/describe`, body: { title: word } };

export const record = async (
  url: string,
  { word, path, body }: TaggedFact,
  signal: AbortSignal | null = null,
): Promise<Response> =>
  fetch(`${url}${path}`, {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json', 'idempotency-key': `"${word}"` },
    body: JSON.stringify(body),
  });

/** `fetch` throws a TypeError if the connection is lost. */
export const isConnectionLost = (error: unknown): boolean => (error as Error).name === 'TypeError';

/** Records as fast as it can until the service is gone or refuses with 503. */
export class SimulatedRecorder {
  /** The acknowledged words, with their revisions. */
  readonly acknowledged = new Map<string, number>();
  refused = 0;
  private pending: TaggedFact | undefined;
  private count = 0;

  constructor(
    readonly name: string,
    private readonly random: Random,
  ) {}

  /** Retries a fact that has no answer with the same key, also in the next call. @param most refusals before it stops */
  async run(url: string, shared: string, most = 1): Promise<void> {
    for (let refused = 0; refused < most;) {
      this.pending ??= taggedFact(`${this.name}-${this.count++}`, shared, this.random);
      try {
        const answer = await record(url, this.pending);
        if (answer.status === 201) {
          const { revision } = (await answer.json()) as { revision: number };
          this.acknowledged.set(this.pending.word, revision);
          this.pending = undefined;
        } else if (answer.status === 503) {
          await answer.arrayBuffer();
          refused += 1;
          this.refused += 1;
        } else throw new Error(`${answer.status} ${await answer.text()}`);
      } catch (error) {
        if (isConnectionLost(error)) return;
        throw error;
      }
    }
  }
}

export const simulatedRecorders = (count: number, random: Random, name = 'recorder'): readonly SimulatedRecorder[] =>
  Array.from({ length: count }, (_, n) => new SimulatedRecorder(`${name}-${n}`, random));

/** The log of a service on a folder. `env` has the settings of its engine, where that is not the one of the test run. */
export const wholeLog = async (
  dataDir: string,
  env?: Readonly<Record<string, string>>,
): Promise<readonly StoredEvent[]> => {
  const store = await openEventStore(logConfig(dataDir, env ?? (await engineFor(dataDir))), 'reader');
  const log: StoredEvent[] = [];
  for await (const { events } of store.readAll()) log.push(...events);
  await store.close();
  return log;
};

/** Compares a log with what its writers know: @returns events that are lost, duplicated or out of order, and gaps */
export const wrongIn = (
  log: readonly StoredEvent[],
  writers: readonly Pick<SimulatedRecorder, 'acknowledged'>[],
): string[] => {
  const wrong: string[] = [];
  const places = new Map<string, number>();
  const next = new Map<string, number>();
  for (const { stream, revision, data } of log) {
    const expected = next.get(stream) ?? 0;
    if (revision !== expected) wrong.push(`${stream} has revision ${revision} where ${expected} should be`);
    next.set(stream, revision + 1);
    if (isCheckpointStream(stream)) continue;
    const word = (JSON.parse(data) as { title: string }).title;
    if (places.has(word)) wrong.push(`${word} is there twice`);
    places.set(word, revision);
  }
  for (const { acknowledged } of writers)
    for (const [word, revision] of acknowledged)
      if (places.get(word) !== revision)
        wrong.push(
          places.has(word)
            ? `${word} was acknowledged at revision ${revision} and is at ${places.get(word)}`
            : `${word} was acknowledged and is lost`,
        );
  return wrong;
};
