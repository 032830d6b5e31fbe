import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isCorrection } from './correction.js';
import { deciders } from './deciders.js';
import { decode, EVENT_TYPES, schemaVersionOf } from './decode.js';
import { fieldsOf } from './effective.js';
import { isCircumstance, type Metadata } from './envelope.js';
import type { DomainEvent } from './events.js';

// Stored events are permanent. These files have the format of a log: add files, but never change one.
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
  // A field that was added later has a file: one if it was added to all envelopes, one for each type if it is a field of the data.
  const added = [
    'MeetingProposed@1+marking.json',
    'NegotiationSuspended@1+occurredTime.json',
    'PartyJoined@1+otherNames.json',
    'RepresentativeNamed@1+otherNames.json',
  ];
  it('are exactly one for each version of each event type', () => {
    expect(files.toSorted()).toEqual([...expected, ...added].toSorted());
  });
  it('include every event that a command records', () => {
    const recordable = Object.values(deciders).flatMap(({ records }) => Object.values(records));
    expect(recordable.filter((type) => !files.includes(`${type}@1.json`))).toEqual([]);
  });

  it.each(files)('%s has the name of its type and version', (file) => {
    const { type, metadata } = golden(file);
    expect(file.replace(/\+\w+\.json$/, '.json')).toBe(`${type}@${metadata.schemaVersion}.json`);
  });
  it.each(files)('%s is decoded as a current event', (file) => {
    const stored = golden(file);
    const event = read(stored);
    expect(event).toMatchObject({ id: 'event-1', stream: 'meeting-1', revision: 0, type: stored.type });
    expect(event.metadata.schemaVersion).toBe(schemaVersionOf(event.type));
  });
  // An event of the newest version needs no conversion and is decoded unchanged.
  it.each(
    files.filter((file) => EVENT_TYPES.some((type) => /[^.+]+/.exec(file)![0] === `${type}@${schemaVersionOf(type)}`)),
  )('%s is decoded unchanged', (file) => {
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
  it.each(files)('%s has no data field with the name of a circumstance', (file) => {
    const { metadata } = golden(file);
    const { data } = read(golden(file));
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
      expect(() =>
        events.reduce<unknown>((state, event) => evolve(state, event, event.metadata), initial),
      ).not.toThrow();
    },
  );
});

// Types: the type of a fact determines its data.
const outcomeOf = (event: DomainEvent) => (event.type === 'NegotiationConcluded' ? event.data.outcome : undefined);
describe('a decoded event', () => {
  it('has the data of its type', () => {
    expect(outcomeOf(read(golden('NegotiationConcluded@1.json')))).toBe('agreement');
  });
});
