import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { FastifyRequest } from 'fastify';
import { EU_LADDER } from '#domain/marking.js';
import type { LogFollower } from '../log/log-follower.js';
import type { ReadAuthorization } from '../query/read-authorization.js';
import type { VerifiedLog } from '../log/verified-log.js';
import type { LogReader } from '../query/log-reader.js';
import { Markings } from '../query/markings.js';
import { EventLocator } from './event-locator.js';

const MEETING = 'meeting-01a214ae-f6a0-73b8-9e4d-19de26530fb3';
const ID = '01a214ae-f6a0-73b8-9e4d-19de26530fb4';

const logOver = (trail: Database.Database, until: (ordinal: number) => Promise<void> = async () => {}) =>
  ({
    until,
    read: (_: unknown, question: (db: unknown) => unknown) => ({ body: question(trail) }),
  }) as unknown as LogReader;

/** A trail with a meeting, which is raised above the caller's clearance during a look-up: this many times. */
const raisedMeanwhile = (times: number) => {
  const trail = new Database(':memory:');
  trail.exec('CREATE TABLE trail (ordinal, stream, revision, eventId, entry)');
  trail.prepare('INSERT INTO trail VALUES (0, ?, 0, ?, ?)').run(MEETING, ID, Buffer.alloc(32));
  const markings = new Markings();
  let left = times;
  const raise = () => {
    if (left-- <= 0) return;
    markings.hear('talks', markings.last + 1);
    trail.exec('DELETE FROM trail');
    if (left > 0) trail.prepare('INSERT INTO trail VALUES (0, ?, 0, ?, ?)').run(MEETING, ID, Buffer.alloc(32));
  };
  const log = logOver(trail);
  const stored = { stream: MEETING, id: ID, revision: 0, type: 'T', data: '{}', metadata: '{}', entry: 'e', salt: 's' };
  const store = {
    readStream: async () => {
      raise();
      return [stored];
    },
  } as unknown as VerifiedLog;
  const authorization = {
    admits: async () => {
      raise();
      return true;
    },
  } as unknown as ReadAuthorization;
  return new EventLocator(store, log, markings, authorization, { head: 0 } as LogFollower);
};
const request = { caller: { clearance: { level: EU_LADDER[0], compartments: [] } } } as unknown as FastifyRequest;
const unknown = { status: 404, code: 'event-unknown' };

describe('an event of a thing that is raised during the look-up', () => {
  it('is found if nothing is raised', async () => {
    expect(await raisedMeanwhile(0).eventAt(request, 0)).toMatchObject({ entry: 'e', salt: 's' });
    expect(await raisedMeanwhile(0).ordinalOf(request, ID)).toBe(0);
  });
  it('is not found, neither by its ordinal nor by its id', async () => {
    await expect(raisedMeanwhile(1).eventAt(request, 0)).rejects.toMatchObject(unknown);
    await expect(raisedMeanwhile(1).ordinalOf(request, ID)).rejects.toMatchObject(unknown);
  });
  it('gets a request to retry if markings keep coming', async () => {
    const busy = { status: 503, code: 'not-yet-projected' };
    await expect(raisedMeanwhile(50).eventAt(request, 0)).rejects.toMatchObject(busy);
    await expect(raisedMeanwhile(50).ordinalOf(request, ID)).rejects.toMatchObject(busy);
  });
});

describe('an event that was just recorded', () => {
  it('is found although the trail does not have it yet, unlike one that is not on record', async () => {
    const trail = new Database(':memory:');
    trail.exec('CREATE TABLE trail (ordinal, stream, revision, eventId, entry)');
    const log = logOver(trail, async (ordinal) => {
      if (ordinal === 7) trail.prepare('INSERT INTO trail VALUES (7, ?, 0, ?, ?)').run(MEETING, ID, Buffer.alloc(32));
    });
    const authorization = { admits: async () => true } as unknown as ReadAuthorization;
    const places = new EventLocator({} as VerifiedLog, log, new Markings(), authorization, { head: 7 } as LogFollower);
    expect(await places.ordinalOf(request, ID)).toBe(7);
    await expect(places.ordinalOf(request, MEETING)).rejects.toMatchObject(unknown);
  });
});
