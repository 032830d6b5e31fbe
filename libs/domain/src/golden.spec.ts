import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isCorrection } from './correction.js';
import { deciders } from './deciders.js';
import { decode, EVENT_TYPES, schemaVersionOf } from './decode.js';
import { fieldsOf } from './effective.js';
import { isCircumstance, type Metadata } from './envelope.js';
import type { DomainEvent } from './events.js';

// A stored event is for ever. These files are what a log holds: they are added to and never changed.
const folder = join(process.cwd(), 'libs/domain/src/golden');
const files = readdirSync(folder);
type Golden = Readonly<{ type: string; data: Readonly<Record<string, unknown>>; metadata: Metadata }>;
const golden = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Golden;
const read = ({ type, data, metadata }: Golden) =>
  decode({
    id: 'event-1',
    stream: 'meeting-1',
    revision: 0,
    type,
    data: JSON.stringify(data),
    metadata: JSON.stringify(metadata),
  });

describe('the golden files', () => {
  const expected = EVENT_TYPES.flatMap((type) =>
    Array.from({ length: schemaVersionOf(type) }, (_, n) => `${type}@${n + 1}.json`),
  );
  // What came to stand in every envelope is kept once.
  const envelopes = ['MeetingProposed@1+marking.json'];
  it('are one for every version of every event that the log may hold, and no more', () => {
    expect(files.toSorted()).toEqual([...expected, ...envelopes].toSorted());
  });
  it('hold every event that some command records', () => {
    const recordable = Object.values(deciders).flatMap(({ records }) => Object.values(records));
    expect(recordable.filter((type) => !files.includes(`${type}@1.json`))).toEqual([]);
  });

  it.each(files)('%s is named for what it holds', (file) => {
    const { type, metadata } = golden(file);
    expect(file.replace(/\+\w+\.json$/, '.json')).toBe(`${type}@${metadata.schemaVersion}.json`);
  });
  it.each(files)('%s is read as an event of today', (file) => {
    const stored = golden(file);
    const event = read(stored);
    expect(event).toMatchObject({ id: 'event-1', stream: 'meeting-1', revision: 0, type: stored.type });
    expect(event.metadata.schemaVersion).toBe(schemaVersionOf(event.type));
  });
  // What is of the newest version has no steps to take: it is read as it was written.
  it.each(
    files.filter((file) => EVENT_TYPES.some((type) => /[^.+]+/.exec(file)![0] === `${type}@${schemaVersionOf(type)}`)),
  )('%s is read to the letter', (file) => {
    const { type, data, metadata } = golden(file);
    expect(read(golden(file))).toEqual({
      id: 'event-1',
      stream: 'meeting-1',
      revision: 0,
      type,
      data,
      metadata,
    });
  });
  it.each(files)('%s takes no name for its data that the circumstances have', (file) => {
    const { data, metadata } = golden(file);
    expect(Object.keys(data).filter(isCircumstance)).toEqual([]);
    expect(Object.keys(fieldsOf(read(golden(file))))).toHaveLength(
      Object.keys(data).length + Object.keys(metadata).filter(isCircumstance).length,
    );
  });
  it.each(Object.values(deciders).map((decider) => [decider.kind, decider] as const))(
    'of every %s can be folded',
    (_, { records, initial, evolve }) => {
      const events = Object.values(records).map((type) => read(golden(`${type}@1.json`)));
      expect(events.filter((event) => isCorrection(event))).toEqual([]);
      expect(() => events.reduce<unknown>((state, event) => evolve(state, event), initial)).not.toThrow();
    },
  );
});

// Types: a fact is known by its type, and its data with it.
const outcomeOf = (event: DomainEvent) => (event.type === 'NegotiationConcluded' ? event.data.outcome : undefined);
describe('an event that was read', () => {
  it('is known by its type, and its data with it', () => {
    expect(outcomeOf(read(golden('NegotiationConcluded@1.json')))).toBe('agreement');
  });
});
