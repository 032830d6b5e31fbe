import { describe, expect, it } from '@jest/globals';
import {
  asRecorded,
  decode,
  decoder,
  EVENT_TYPES,
  schemaVersionOf,
  type SerializedEvent,
  UnknownEvent,
} from './decode.js';

const stored = (type: string, schemaVersion: unknown, data: unknown = {}): SerializedEvent => ({
  id: 'event-7',
  stream: 'party-1',
  revision: 3,
  type,
  data: JSON.stringify(data),
  metadata: JSON.stringify({ schemaVersion, commandId: 'command-7' }),
});

describe('reading the log', () => {
  it('returns the event with its stream and revision', () => {
    expect(decode(stored('PartyLeft', 1, { reason: 'It stays as an observer.' }))).toEqual({
      id: 'event-7',
      stream: 'party-1',
      revision: 3,
      type: 'PartyLeft',
      data: { reason: 'It stays as an observer.' },
      metadata: { schemaVersion: 1, commandId: 'command-7' },
    });
  });
  it('fails on an unknown event type and names it', () => {
    const read = () => decode(stored('PartyReturned', 1));
    expect(read).toThrow(UnknownEvent);
    expect(read).toThrow(expect.objectContaining({ type: 'PartyReturned', schemaVersion: 1, eventId: 'event-7' }));
    expect(() => decode(stored('toString', 1))).toThrow(UnknownEvent);
  });
  it.each([2, 0, 1.5, '1', null, undefined])('fails on version %p of an event type that has version 1', (version) => {
    expect(() => decode(stored('PartyLeft', version))).toThrow(UnknownEvent);
  });
  it('knows the facts of every kind of thing, and corrections', () => {
    expect(EVENT_TYPES).toEqual(expect.arrayContaining(['NegotiationOpened', 'DisputeSettled', 'RecordVoided']));
    expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
    expect(schemaVersionOf('RecordCorrected')).toBe(1);
  });
});

describe('an event of an older version', () => {
  const read = decoder({
    'PartyLeft@1': ({ why, ...data }) => ({ ...data, reason: why }),
    'PartyLeft@2': (data) => ({ ...data, forGood: true }),
  });
  it('is converted step by step to the current version', () => {
    const event = read(stored('PartyLeft', 1, { why: 'no mandate' }));
    expect(event.data).toEqual({ reason: 'no mandate', forGood: true });
    expect(event.metadata.schemaVersion).toBe(3);
  });
  it('is converted only by the missing steps', () => {
    expect(read(stored('PartyLeft', 2, { reason: 'no mandate' })).data).toEqual({
      reason: 'no mandate',
      forGood: true,
    });
    expect(read(stored('PartyLeft', 3, { reason: 'no mandate' })).data).toEqual({ reason: 'no mandate' });
  });
  it('is shown as it was recorded to whoever recorded it', () => {
    const tabled = stored('ProposalTabled', 1, { title: 'Licences' });
    expect(decode(tabled).metadata.schemaVersion).toBe(2);
    expect(asRecorded(tabled)).toEqual({ ...decode(tabled), metadata: { schemaVersion: 1, commandId: 'command-7' } });
  });
  it('is distinguished from one that is newer than this code', () => {
    expect(() => read(stored('PartyLeft', 4))).toThrow(UnknownEvent);
  });
});
