import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  IdConflict,
  VersionConflict,
  type EventStore,
  type Expected,
  type NewEvent,
  type Position,
  type ReadStream,
  type StoredEvent,
} from './event-store.js';

type Written = { stream: string; revision: number; event: NewEvent };
type Call = { stream: string; events: readonly NewEvent[]; expected: Expected };
/** The expected content of a store; and the calls so far, which may be repeated. */
type Model = { prefix: string; log: Written[]; calls: Call[] };
type Real = { store: EventStore; start: Position | undefined; reopen: (() => Promise<EventStore>) | undefined };
type Outcome = { revision: number } | { refused: string; actual?: Expected };

const names = ['a', 'b', 'c'] as const;
const inStream = ({ log }: Model, stream: string) => log.filter((written) => written.stream === stream);

/** The contract of `append` as a model, without a log. */
function appendTo(model: Model, { stream, events, expected }: Call): Outcome {
  const there = inStream(model, stream);
  const first = expected === 'no-stream' ? 0 : expected + 1;
  const found = events.map(({ id }) => there.findIndex(({ event }) => event.id === id));
  if (found.every((revision, i) => revision === first + i)) return { revision: first + events.length - 1 };
  if (found.some((revision) => revision >= 0)) return { refused: IdConflict.name };
  if (there.length !== first)
    return { refused: VersionConflict.name, actual: there.length === 0 ? 'no-stream' : there.length - 1 };

  events.forEach((event, i) => model.log.push({ stream, revision: first + i, event }));
  return { revision: first + events.length - 1 };
}

async function outcomeOf(store: EventStore, { stream, events, expected }: Call): Promise<Outcome> {
  try {
    return { revision: (await store.append(stream, events, { expected })).revision };
  } catch (error) {
    if (error instanceof VersionConflict) return { refused: VersionConflict.name, actual: error.actual };
    if (error instanceof IdConflict) return { refused: IdConflict.name };
    throw error;
  }
}

const writtenOf = ({ stream, revision, id, type, data, metadata, salt, entry }: StoredEvent): Written => ({
  stream,
  revision,
  event: { id, type, data, metadata, salt, entry },
});

async function readAfter(store: EventStore, after: Position | undefined): Promise<StoredEvent[]> {
  const read: StoredEvent[] = [];
  for await (const { events } of store.readAll({ after })) read.push(...events);
  return read;
}

function same(actual: unknown, expected: unknown): void {
  expect(actual).toEqual(expected);
}

type Command = fc.AsyncCommand<Model, Real>;

/** A command of a run: always possible, and printed with its arguments if the run fails. */
const command = (name: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  run,
  toString: () => name,
});

const bodies = fc.array(fc.record({ data: fc.json(), metadata: fc.json() }), { minLength: 1, maxLength: 4 });

const appending = fc
  .record({ name: fc.constantFrom(...names), bodies, off: fc.constantFrom(0, 0, 0, 0, -1, -2, 1) })
  .map(({ name, bodies: texts, off }) =>
    command(`append ${texts.length} to ${name}, off by ${off}`, async (model, { store }) => {
      const stream = model.prefix + name;
      const last = Math.max(inStream(model, stream).length - 1 + off, -1);
      const events = texts.map((text) => {
        return { ...text, id: randomUUID(), type: 'Happened', salt: '0'.repeat(32), entry: 'e'.repeat(64) };
      });
      const call: Call = { stream, events, expected: last < 0 ? 'no-stream' : last };
      model.calls.push(call);
      same(await outcomeOf(store, call), appendTo(model, call));
    }),
  );

/** Repeats an earlier call, as a whole or in part, at another revision, or with new events after it. */
const repeating = fc
  .record({
    which: fc.nat(),
    from: fc.nat({ max: 1 }),
    more: fc.boolean(),
    elsewhere: fc.boolean(),
    times: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ which, from, more, elsewhere, times }) =>
    command(`repeat ${which}${from ? ', its end' : ''}${more ? ', and more' : ''} (${times})`, async (model, real) => {
      const earlier = model.calls.at(which % Math.max(model.calls.length, 1));
      if (!earlier) return;
      const cut = Math.min(from, earlier.events.length - 1);
      const events = earlier.events.slice(cut);
      if (more) events.push({ ...events[0]!, id: randomUUID() });
      const first = (earlier.expected === 'no-stream' ? 0 : earlier.expected + 1) + (elsewhere ? 0 : cut);
      const call: Call = { stream: earlier.stream, events, expected: first === 0 ? 'no-stream' : first - 1 };

      const outcomes = await Promise.all(Array.from({ length: times }, () => outcomeOf(real.store, call)));
      for (const outcome of outcomes) same(outcome, appendTo(model, call));
    }),
  );

const readingStream = fc
  .record({
    name: fc.constantFrom(...names),
    from: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
    limit: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
    backwards: fc.boolean(),
  })
  .map(({ name, from, limit, backwards }) =>
    command(`read ${name} ${backwards ? 'back ' : ''}from ${from}, ${limit}`, async (model, { store }) => {
      const stream = model.prefix + name;
      const options: ReadStream = {
        backwards,
        ...(from !== undefined && { from }),
        ...(limit !== undefined && { limit }),
      };
      const there = inStream(model, stream);
      const ordered = backwards ? there.toReversed() : there;
      const expected = ordered
        .filter(({ revision }) => from === undefined || (backwards ? revision <= from : revision >= from))
        .slice(0, limit);
      const read = await store.readStream(stream, options);
      same(read.map(writtenOf), expected);
    }),
  );

const readingAll = fc.nat().map((which) =>
  command(`read all, and again after ${which}`, async (model, { store, start }) => {
    const read = await readAfter(store, start);
    same(read.map(writtenOf), model.log);
    const middle = read.at(which % Math.max(read.length, 1));
    if (!middle) return;
    same(await readAfter(store, middle.position), read.slice(read.indexOf(middle) + 1));
  }),
);

const reopening = fc.constant(
  command('restart', async (_, real) => {
    if (real.reopen) real.store = await real.reopen();
  }),
);

let runs = 0;

export function modelContract(
  open: () => Promise<{ store: EventStore; reopen?: () => Promise<EventStore> }>,
  { numRuns = 12, maxCommands = 40 } = {},
): void {
  it('behaves like a small model of a log, for any calls in any order', async () => {
    const commands = fc.commands([appending, appending, repeating, readingStream, readingAll, reopening], {
      maxCommands,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(commands, async (asked) => {
        const { store, reopen } = await open();
        const real: Real = { store, start: await store.head(), reopen };
        const model: Model = { prefix: `model-${Date.now()}-${runs++}-`, log: [], calls: [] };
        try {
          await fc.asyncModelRun(() => ({ model, real }), asked);
          expect((await readAfter(real.store, real.start)).map(writtenOf)).toEqual(model.log);
        } finally {
          await real.store.close();
        }
      }),
      { numRuns },
    );
  });
}
