import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kindIn } from '#read-models/models/resolve-labels.js';
import { remove, type Running, start } from './support/service.js';

let service: Running;
beforeAll(async () => void (service = await start()));
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

type Referring = { 'x-refers'?: string; items?: Referring };
type Schemas = Record<string, { properties?: Record<string, Referring> }>;

describe('the names in an answer', () => {
  it('follow the kind of thing that each field of the document refers to', async () => {
    const { schemas } = ((await service.get('/openapi.json')).body as { components: { schemas: Schemas } }).components;
    const fields = Object.values(schemas)
      .flatMap(({ properties = {} }) => Object.entries(properties))
      .map(([field, schema]) => [field, schema['x-refers'] ?? schema.items?.['x-refers']] as const)
      .filter(([, kind]) => kind !== undefined && kind !== 'event');
    expect(fields.length).toBeGreaterThan(60);
    expect(fields.map(([field]) => [field, kindIn(field)])).toEqual(fields);
  });
  it('are those of the right thing if a client gave two things the same id', async () => {
    const id = randomUUID();
    const talks = (await service.post('/v1/negotiations', { title: 'Talks' })).body.id as string;
    const record = async (plural: string, fact: object) =>
      (await service.post(`/v1/negotiations/${talks}/${plural}`, fact).expect(201)).body.id as string;
    await record('parties', { id, name: 'Norway', kind: 'state', role: 'principal' });
    await record('meetings', { id, title: 'Call', partyIds: [id] });
    const ana = await record('representatives', { name: 'Ana', kind: 'person', partyId: id });
    const said = { speakerId: ana, meetingId: id, kind: 'interview', text: 'Yes', verbatim: true };
    const statement = await record('statements', said);
    const nameIn = async (path: string, key: string) =>
      ((await service.get(path)).body.names as Record<string, unknown>)[key];

    const [norway, call] = [
      { kind: 'party', label: 'Norway' },
      { kind: 'meeting', label: 'Call' },
    ];
    expect(await nameIn(`/v1/representatives/${ana}`, id)).toEqual(norway);
    expect(await nameIn(`/v1/statements/${statement}`, id)).toEqual(call);
    const timeline = `/v1/negotiations/${talks}/timeline`;
    expect(await nameIn(timeline, `party-${id}`)).toEqual(norway);
    expect(await nameIn(timeline, `meeting-${id}`)).toEqual(call);
    expect(await nameIn(timeline, id)).toBeUndefined();
  });
});
