import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Document, documentOf, readableAddresses, routesOf, sendExamples } from './support/examples.js';
import { Issuer } from './support/issuer.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

const WRITERS = 8;
/** How often each page is asked for. */
const TIMES = 5;
/** A brief since a moment, and the differences between two moments. */
const COMPARES_MOMENTS = /^\/v1\/audit\/diff|[?&]since=/;

let service: Running;
let document: Document;
beforeAll(async () => {
  service = await start();
  document = await documentOf(service);
  await sendExamples(service, document);
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

/**
 * Without a Consistency-Token, and without retries, except where moments are compared: a past moment is replayed first, and whoever
 * asks meanwhile is told to ask again.
 */
const plainGet = async (address: string): Promise<Readonly<{ status: number; body: string }>> => {
  const answer = await fetch(`${service.url}${address}`);
  const body = await answer.text();
  const isBeingReplayed = COMPARES_MOMENTS.test(address) && body.includes('"replay-in-progress"');
  return isBeingReplayed ? plainGet(address) : { status: answer.status, body };
};
const record = async (address: string, body: object) => {
  const answer = await fetch(`${service.url}${address}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.text() };
};

/** Writes until it is stopped, in a negotiation of its own and in the one that is read. @returns how much */
const write = async (writer: number, shared: string, isStopped: () => boolean): Promise<number> => {
  const opened = await record('/v1/negotiations', { title: `Talks ${writer}` });
  const own = `/v1/negotiations/${(JSON.parse(opened.body) as { id: string }).id}`;
  let count = 0;
  while (!isStopped())
    for (const talks of [own, shared]) {
      const { status, body } = await record(`${talks}/issues`, { title: `Issue ${count} of ${writer}` });
      if (status !== 201) throw new Error(`writer ${writer} is answered with ${status} ${body}`);
      count += 1;
    }
  return count;
};

/** Every list, and the trail: of everything, of one negotiation and of one kind of event. */
const listsIn = (shared: string): readonly string[] => {
  const lists = new Set(
    routesOf(document)
      .filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'limit'))
      .map(({ path }) => path),
  );
  const id = shared.slice(shared.lastIndexOf('/') + 1);
  const addresses = readableAddresses(document).filter((address) =>
    [...lists].some((path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}(?:\\?|$)`).test(address)),
  );
  return [
    ...addresses,
    ...['', '?limit=200', `?negotiationId=${id}`, '?type=IssueRaised'].map((query) => `/v1/audit/trail${query}`),
  ];
};

describe('a plain GET while eight others write', () => {
  it('is answered with 200 on every list and on the trail', async () => {
    const shared = '/v1/negotiations/5ba1ad00-0000-4000-8000-000000000001';
    const lists = listsIn(shared);
    expect(lists).toEqual(expect.arrayContaining(['/v1/negotiations', '/v1/audit/trail', `${shared}/issues`]));
    let isStopped = false;
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, n) => write(n, shared, () => isStopped)));
    const refused: unknown[] = [];
    try {
      for (let time = 0; time < TIMES; time++)
        for (const address of lists) {
          const { status, body } = await plainGet(address);
          if (status !== 200) refused.push([address, status, body]);
        }
    } finally {
      isStopped = true;
    }
    const written = await writing;
    expect(refused).toEqual([]);
    for (const count of written) expect(count).toBeGreaterThan(0);
  });
});

describe('a plain GET of a reader with a clearance and a grant while others mark', () => {
  const MARKERS = 3;
  /** How often each page is asked for. */
  const ROUNDS = 4;
  let issuer: Issuer;
  let guarded: Running;
  let talks: string;
  let tokens: Readonly<Record<'chief' | 'reader', string>>;

  beforeAll(async () => {
    issuer = await Issuer.start();
    guarded = await start(undefined, { ...issuer.settings, ADMINISTRATOR: 'chief' });
    tokens = {
      chief: await issuer.token({ subject: 'chief', clearance: 'tres-secret', compartments: ['trade'] }),
      reader: await issuer.token({ subject: 'rhea', roles: ['reader'], clearance: 'restreint' }),
    };
    talks = (await asChief('/v1/negotiations', { title: 'Talks' })).id;
    await asChief(`/v1/negotiations/${talks}/grants`, { issuer: issuer.url, subject: 'rhea' });
  });
  afterAll(async () => {
    await guarded.close();
    await issuer.stop();
    remove(guarded.dataDir);
  });

  const asChief = async (path: string, body: object): Promise<ReceiptBody> => {
    const answer = await guarded.as(tokens.chief).post(path, body).set('if-match', '*');
    if (answer.status !== 201) throw new Error(`${path} is answered with ${answer.status} ${answer.text}`);
    return answer.body as ReceiptBody;
  };
  const inTalks = async (list: string, body: object) => (await asChief(`/v1/negotiations/${talks}/${list}`, body)).id;

  /** Raises one issue after another, first to what the reader may see, and then above. @returns how often it marked */
  const mark = async (marker: number, isStopped: () => boolean): Promise<number> => {
    let count = 0;
    while (!isStopped()) {
      const issue = await inTalks('issues', { title: `Issue ${count} of ${marker}` });
      for (const level of ['restreint', 'confidentiel', 'secret', 'tres-secret']) {
        await asChief(`/v1/issues/${issue}/mark`, { marking: { level }, reason: 'So that somebody marks.' });
        count += 1;
      }
    }
    return count;
  };

  it('is answered with 200 on lists and on single things', async () => {
    const party = await inTalks('parties', { name: 'Ruritania', kind: 'state', role: 'principal' });
    const issue = await inTalks('issues', { title: 'The succession' });
    const meeting = await inTalks('meetings', { title: 'The first round' });
    const position = await inTalks('positions', {
      partyId: party,
      issueId: issue,
      kind: 'demand',
      scope: 'public',
      text: 'It stays.',
    });
    const negotiation = `/v1/negotiations/${talks}`;
    // Those that are made of the views alone: what is completed from the log is refused if markings keep coming.
    const pages = [
      '/v1/negotiations',
      '/v1/meetings',
      '/v1/search?q=talks',
      negotiation,
      `/v1/meetings/${meeting}`,
      `/v1/positions/${position}`,
      ...['board', 'timeline', 'issues'].map((page) => `${negotiation}/${page}`),
    ];
    let isStopped = false;
    const marking = Promise.all(Array.from({ length: MARKERS }, (_, n) => mark(n, () => isStopped)));
    const refused: unknown[] = [];
    try {
      for (let round = 0; round < ROUNDS; round++)
        for (const page of pages) {
          const answer = await fetch(`${guarded.url}${page}`, {
            headers: { authorization: `Bearer ${tokens.reader}` },
          });
          const body = await answer.text();
          if (answer.status !== 200) refused.push([page, answer.status, body]);
        }
    } finally {
      isStopped = true;
    }
    for (const count of await marking) expect(count).toBeGreaterThan(0);
    expect(refused).toEqual([]);
  });
});
