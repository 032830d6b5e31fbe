import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { FastifyRequest } from 'fastify';
import { EU_LADDER } from '#domain/marking.js';
import type { EventStore } from '#event-store/event-store.js';
import type { LogFollower } from '../log/log-follower.js';
import type { ReadAuthorization } from '../query/read-authorization.js';
import { Markings } from '../query/markings.js';
import type { Sight, Sights } from '../query/sights.js';
import { EventLocator } from './event-locator.js';

const MEETING = 'meeting-01a214ae-f6a0-73b8-9e4d-19de26530fb3';
const ID = '01a214ae-f6a0-73b8-9e4d-19de26530fb4';

/** A trail that has a meeting, which is raised above the caller while its event is looked up: so many times. */
const raisedMeanwhile = (times: number) => {
  const trail = new Database(':memory:');
  trail.exec('CREATE TABLE trail (ordinal, stream, revision, eventId)');
  trail.prepare('INSERT INTO trail VALUES (0, ?, 0, ?)').run(MEETING, ID);
  const markings = new Markings();
  let left = times;
  const raise = () => {
    if (left-- <= 0) return;
    markings.hear({ negotiationId: 'talks', kind: 'meeting' }, markings.last + 1);
    trail.exec('DELETE FROM trail');
    if (left > 0) trail.prepare('INSERT INTO trail VALUES (0, ?, 0, ?)').run(MEETING, ID);
  };
  const views = { read: (_: unknown, question: (db: unknown) => unknown) => ({ body: question(trail) }) };
  const sights = {
    markings,
    use: (_: unknown, work: (sight: Sight) => unknown) => work({ views } as unknown as Sight),
    demand: async () => {},
  } as unknown as Sights;
  const stored = { stream: MEETING, id: ID, revision: 0, type: 'T', data: '{}', metadata: '{}', entry: 'e', salt: 's' };
  const store = {
    readStream: async () => {
      raise();
      return [stored];
    },
  } as unknown as EventStore;
  const authorization = {
    admits: async () => {
      raise();
      return true;
    },
  } as unknown as ReadAuthorization;
  return new EventLocator(store, sights, authorization, { head: 0 } as LogFollower);
};
const request = { caller: { clearance: { level: EU_LADDER[0], compartments: [] } } } as unknown as FastifyRequest;
const unknown = { status: 404, code: 'event-unknown' };

describe('an event of a thing that is raised while it is looked up', () => {
  it('is shown where nothing is raised', async () => {
    expect(await raisedMeanwhile(0).eventAt(request, 0)).toMatchObject({ entry: 'e', salt: 's' });
    expect(await raisedMeanwhile(0).ordinalOf(request, ID)).toBe(0);
  });
  it('is not there, by its place or by its id', async () => {
    await expect(raisedMeanwhile(1).eventAt(request, 0)).rejects.toMatchObject(unknown);
    await expect(raisedMeanwhile(1).ordinalOf(request, ID)).rejects.toMatchObject(unknown);
  });
  it('is asked for again later where things go on being marked', async () => {
    const busy = { status: 503, code: 'view-being-prepared' };
    await expect(raisedMeanwhile(50).eventAt(request, 0)).rejects.toMatchObject(busy);
    await expect(raisedMeanwhile(50).ordinalOf(request, ID)).rejects.toMatchObject(busy);
  });
});

describe('an event that was recorded a moment ago', () => {
  it('is found though the trail did not have it yet, and one that is not on record is not', async () => {
    const trail = new Database(':memory:');
    trail.exec('CREATE TABLE trail (ordinal, stream, revision, eventId)');
    const views = { read: (_: unknown, question: (db: unknown) => unknown) => ({ body: question(trail) }) };
    const sights = {
      markings: new Markings(),
      use: (_: unknown, work: (sight: Sight) => unknown) => work({ views } as unknown as Sight),
      demand: async (_: unknown, ordinal: number) => {
        if (ordinal === 7) trail.prepare('INSERT INTO trail VALUES (7, ?, 0, ?)').run(MEETING, ID);
      },
    } as unknown as Sights;
    const authorization = { admits: async () => true } as unknown as ReadAuthorization;
    const places = new EventLocator({} as EventStore, sights, authorization, { head: 7 } as LogFollower);
    expect(await places.ordinalOf(request, ID)).toBe(7);
    await expect(places.ordinalOf(request, MEETING)).rejects.toMatchObject(unknown);
  });
});
