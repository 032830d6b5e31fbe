import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROLES } from '#domain/role.js';
import { FEED_FORMS, type FeedForm, feedPath } from '../../apps/server/src/http/path-of.js';
import { Clock } from '../../apps/server/src/log/clock.js';
import { type Document, documentOf } from '../../test/support/examples.js';
import type { Issuer } from '../../test/support/issuer.js';
import { NoticeReader } from '../../test/support/notices.js';
import { type InProcess, startInProcess } from '../../test/support/in-process.js';
import { type Answer as RawAnswer, sendRaw } from '../../test/support/raw.js';
import { type ReceiptBody, remove } from '../../test/support/service.js';
import { idIn } from './pair.js';

/** The part of an answer that must be the same in both worlds. */
export type Answer = Readonly<{ status: number; headers: readonly string[]; body: string }>;
export type Read = Readonly<{ answer: Answer; etag?: string; next?: string }>;
/** The parts of a request besides its address and its body. */
type Headers = Readonly<Record<string, string>>;
type Request = Readonly<{ method: 'GET' | 'HEAD' | 'POST' | 'PUT'; headers: Headers; body?: object }>;

/** The recorder has full clearance and opens every negotiation. */
const CHIEF = { subject: 'chief', clearance: 'tres-secret', compartments: ['trade'] };
/** Approves what the recorder lowers. */
const DECLASSIFIER = { ...CHIEF, subject: 'dora' };
/** Everybody who reads has every role and a grant. Nobody but the recorder is cleared for secret things. */
const READERS = {
  ben: { subject: 'ben', clearance: 'restreint' },
  /** Shares what is kept for ben's clearance. */
  bea: { subject: 'bea', clearance: 'restreint' },
  /** Sees what is public. */
  ada: { subject: 'ada', clearance: 'public' },
} as const;
type ReaderName = keyof typeof READERS;
/** The recorder reads as well, so that what is kept for one clearance might be given to another. */
export type Asking = ReaderName | 'chief';
type Person = Asking | 'declassifier';
/** What a feed is about: all negotiations, or the one of the pair. */
export const FEED_SCOPES = ['all', 'talks'] as const;
type FeedScope = (typeof FEED_SCOPES)[number];
/**
 * Whose feeds are about the talks. Each person has one, because the service takes no more than 30 changes a minute from anybody, and in
 * each pair there are other talks.
 */
const FEEDS_OF_TALKS: Readonly<Record<Asking, FeedForm>> = {
  ben: 'calendar',
  bea: 'activity',
  ada: 'calendar',
  chief: 'activity',
};
/** Who has no such feed fetches that of somebody with the clearance of ben. */
const LENDERS: readonly Asking[] = ['ben', 'bea'];
/** So that feeds show whatever their owners see. */
const PUSH_CLEARANCE = [CHIEF.clearance, ...CHIEF.compartments].join(' / ');
/** A run of many hours uses one login. */
const LIFETIME_S = 7 * 24 * 3_600;
/** The quota is counted and reported, and never used up. */
const REQUESTS_A_MINUTE = '9999999';

/** Long enough for a busy machine. */
const TRIES = 120;
const PAUSE_MS = 250;

/** How long the reader waits for notices: many times as long as they take, also on a busy machine. */
const NOTICES_MS = 5_000;
/** Matches any revision of a thing. */
const IF_ANY: Headers = { 'if-match': '*' };
/** Generated ids differ between the worlds, and so does the length of what is compressed. */
const UNCOMPRESSED: Headers = { 'accept-encoding': 'identity' };

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** They differ from one answer to the next, even with the same content. */
const OF_THE_CONNECTION = /^(?:date|connection|keep-alive|transfer-encoding)$/;
/** From the first of its characters, so that each character is looked at once. */
const CURSOR = /(?<![\w-])[\w-]{100,}/g;
const FEED_KEY = /feed_[\w-]{80}/g;
/** The logins and the feeds of a world have the time of their own. */
const OWN_TIMES = /"(tokenExpiresAt|madeAt|keyMadeAt)":"[^"]+"/g;
/** The entry of an event in the ledger: the hash of it and of a random salt. */
const ENTRY = /(?<="entry":")[\da-f]{64}(?=")/g;

/**
 * A separate service whose clock is set from outside and whose callers log in. Ids that the service generates are
 * replaced by the place of their event in its stream, so that two worlds can be compared to the byte.
 */
export class World {
  private readonly names = new Map<string, string>();
  private readonly idsByName = new Map<string, string>();
  private readonly feedKeys = new Map<string, string>();
  private now = '';
  private written = '';

  private constructor(
    private readonly service: InProcess,
    readonly document: Document,
    private readonly issuer: Issuer,
    private readonly tokens: Readonly<Record<Person, string>>,
  ) {
    Object.assign(service.app.get(Clock), { now: () => this.now });
  }

  /** `known`: the document of another world, which is the same. */
  static async start(issuer: Issuer, known?: Document): Promise<World> {
    const tokenOf = (person: Readonly<{ subject: string; clearance: string }>) =>
      issuer.token({ ...person, name: person.subject, roles: ROLES, lifetime: LIFETIME_S });
    const service = await startInProcess(undefined, {
      ...issuer.settings,
      RATE_LIMIT_PER_MINUTE: REQUESTS_A_MINUTE,
      OIDC_TOKEN_MAX_AGE_SECONDS: String(LIFETIME_S),
      LEDGER_ORIGIN: 'record.example.org/worlds',
      ID_KEY: 'of-both-worlds-'.repeat(3),
      PUSH_CLEARANCE,
    });
    const tokens = {
      chief: await tokenOf(CHIEF),
      declassifier: await tokenOf(DECLASSIFIER),
      ben: await tokenOf(READERS.ben),
      bea: await tokenOf(READERS.bea),
      ada: await tokenOf(READERS.ada),
    };
    const world = new World(service, known ?? (await documentOf(service)), issuer, tokens);
    for (const who of ASKING) for (const form of FEED_FORMS) await world.keepFeed(who, form, 'all');
    return world;
  }

  /** From now on, the feeds of talks are about this negotiation, which all see now. */
  async keepFeedsOf(negotiationId: string): Promise<void> {
    for (const who of ASKING) await this.keepFeed(who, FEEDS_OF_TALKS[who], 'talks', { negotiationId });
  }

  private async keepFeed(who: Asking, form: FeedForm, scope: FeedScope, about: object = {}): Promise<void> {
    const feed = feedName(who, form, scope);
    const body = { form, ...about };
    const address = `/v1/feeds/${idIn(0, 'shared', feed)}`;
    const { status, body: text } = await this.send(address, { method: 'PUT', headers: {}, body }, who);
    if (status >= 400) throw new Error(`the feed ${feed} is answered with ${status} ${text}`);
    // The key is shown once.
    const { key } = JSON.parse(text) as Readonly<{ key?: string }>;
    if (key !== undefined) this.feedKeys.set(feed, key);
  }

  async close(): Promise<void> {
    await this.service.close();
    remove(this.service.dataDir);
  }

  /** Those who read, as a grant names them. */
  get readers() {
    return Object.values(READERS).map(({ subject }) => ({ issuer: this.issuer.url, subject }));
  }

  /** Who approves what the recorder lowers, as a grant names them. */
  get declassifier() {
    return { issuer: this.issuer.url, subject: DECLASSIFIER.subject };
  }

  /** Records with full clearance. @returns nothing if the record refuses it */
  record(address: string, body: object, at: string): Promise<ReceiptBody | undefined> {
    return this.recordAs('chief', address, body, at);
  }

  /** Approves a lower marking, as another person. @returns nothing if the record refuses it */
  approve(thing: string, body: object, at: string): Promise<ReceiptBody | undefined> {
    return this.recordAs('declassifier', `${thing}/approve-marking`, body, at);
  }

  /** Records up to 1,000 commands in one request, with full clearance. @returns the streams of those that were recorded */
  async recordBatch(
    commands: readonly Readonly<{ path: string; body: object }>[],
    at: string,
  ): Promise<readonly string[]> {
    this.now = at;
    const body = commands.map((command) => ({ ...command, ifMatch: '*' }));
    const answer = await this.send('/v1/batches', { method: 'POST', headers: {}, body }, 'chief');
    this.keepPlace(answer);
    const { status, body: text } = answer;
    if (status !== 200) throw new Error(`a batch is answered with ${status} ${text.slice(0, 500)}`);
    const results = JSON.parse(text) as readonly Readonly<{ status: number; body: ReceiptBody }>[];
    return results.filter(({ status }) => status === 201).map(({ body: { kind, id } }) => `${kind}-${id}`);
  }

  private keepPlace(answer: RawAnswer): void {
    this.written = headerOf(answer, 'consistency-token') ?? this.written;
  }

  private async recordAs(who: Person, address: string, body: object, at: string): Promise<ReceiptBody | undefined> {
    this.now = at;
    const answer = await this.send(address, { method: 'POST', headers: IF_ANY, body }, who);
    this.keepPlace(answer);
    const { status, body: text } = answer;
    if (status >= 500) throw new Error(`${address}: ${status} ${text}`);
    return status === 201 ? this.receipt(text) : undefined;
  }

  /** Reads with the clearance of somebody. @returns the answer, its ETag, and the cursor of the next page */
  async read(address: string, accept: string, who: Asking = 'ben'): Promise<Read> {
    const answer = await this.ask(address, { method: 'GET', headers: { accept } }, who);
    const next = /"next":"([^"]+)"/.exec(answer.body)?.[1];
    const etag = headerOf(answer, 'etag');
    return { answer: this.told(answer), ...(etag !== undefined && { etag }), ...(next !== undefined && { next }) };
  }

  /** The Consistency-Token of what was recorded last: views may be a moment behind, in one world and not in the other. */
  async place(): Promise<string> {
    if (this.written !== '') return this.written;
    const answer = await this.ask('/v1/negotiations', { method: 'GET', headers: {} });
    return headerOf(answer, 'consistency-token')!;
  }

  /** What the reader is told of since a place, which comes at once. */
  async noticesSince(after: string): Promise<Answer> {
    const reader = await NoticeReader.open({ url: this.service.url, token: this.tokens.ben, after });
    // If the whole negotiation is hidden, nothing comes.
    await reader.until(({ notices }) => notices.length > 0, NOTICES_MS).catch(() => {});
    reader.cut();
    const told = reader.notices.map(({ id, ...notice }) => ({ ...notice, id: `<id of ${id.length}>` }));
    return { status: 200, headers: [], body: JSON.stringify([reader.last('opened'), told]) };
  }

  /** Requests what was read with its ETag. */
  async readAgain(address: string, accept: string, etag: string): Promise<Answer> {
    const answer = await this.ask(address, { method: 'GET', headers: { accept, 'if-none-match': etag } });
    return this.told(answer, etag);
  }

  /** Requests only the headers. `etag`: that of the page. */
  async readHead(address: string, accept: string, etag: string | undefined): Promise<Answer> {
    const answer = await this.ask(address, { method: 'HEAD', headers: { accept } });
    return this.told(answer, etag);
  }

  /** The answer to a command of the reader that must not be recorded. */
  async refused(address: string, body: object, headers: Headers = IF_ANY): Promise<Answer> {
    const answer = await this.ask(address, { method: 'POST', headers, body });
    const isRefused = answer.status === 200 ? allAreRefused(answer.body) : answer.status > 400;
    if (!isRefused) throw new Error(`${address} was not refused as what is hidden: ${answer.body}`);
    return this.told(answer);
  }

  /** What a command of the reader would record, or why it would be refused. */
  async tried(address: string, body: object): Promise<Answer> {
    const answer = await this.ask(`${address}?dryRun=true`, { method: 'POST', headers: IF_ANY, body });
    const { body: text } = answer;
    const { events } = JSON.parse(text) as Partial<ReceiptBody>;
    const { recordedAt } = (events?.[0]?.metadata ?? {}) as Readonly<{ recordedAt?: string }>;
    return this.told(recordedAt === undefined ? answer : { ...answer, body: text.replaceAll(recordedAt, '<now>') });
  }

  /** Records with limited clearance. */
  async recordAsReader(address: string, body: object, headers: Headers, at: string): Promise<Answer> {
    this.now = at;
    const answer = await this.ask(address, { method: 'POST', headers, body });
    this.keepPlace(answer);
    const { status, body: text } = answer;
    if (status === 201) this.receipt(text);
    // If the whole negotiation is hidden or does not exist.
    else if (status !== 404) throw new Error(`${address} was not taken: ${status} ${text}`);
    return this.told(answer);
  }

  private receipt(text: string): ReceiptBody {
    const receipt = JSON.parse(text) as ReceiptBody;
    for (const event of receipt.events) {
      const place = `${receipt.kind}-${receipt.id}@${event.revision}`;
      this.name(event.id, `event ${place}`);
      this.names.set(String(event.metadata['correlationId']), `correlation of ${place}`);
      this.names.set(String(event.metadata['commandId']), `command of ${place}`);
    }
    return receipt;
  }

  private name(id: string, name: string): void {
    this.names.set(id, name);
    this.idsByName.set(name, id);
  }

  /** Fills in what differs between the worlds: the key of a feed, and the id of an event. */
  private filledIn(address: string, who: Person): string {
    return address
      .replace(/\{(all|talks)\}\/(.+)$/, (_, scope: FeedScope, file: string) => {
        const form = FEED_FORMS.find((one) => feedPath(one).endsWith(`/${file}`))!;
        const key = [who, ...LENDERS].map((one) => this.feedKeys.get(feedName(one, form, scope))).find(Boolean);
        return `${key ?? 'feed_of_nobody'}/${file}`;
      })
      .replace(/\{(event [^}]+)\}/, (_, name: string) => this.idOf(name));
  }

  /** The id of an event. Of one that only the other world has, an id that nothing has. */
  private idOf(event: string): string {
    if (!this.idsByName.has(event)) this.name(randomUUID(), event);
    return this.idsByName.get(event)!;
  }

  /**
   * Sends a request as somebody, and retries while the answer says so: how long a busy machine takes to have views
   * ready is not compared (docs/SECURITY.md), the final answer is.
   */
  private async ask(address: string, request: Request, who: Asking = 'ben'): Promise<RawAnswer> {
    for (let tries = 0; ; tries++) {
      const answer = await this.send(address, request, who);
      if (answer.status !== 503 || !('retry-after' in answer.headers) || tries === TRIES) return answer;
      await sleep(PAUSE_MS);
    }
  }

  private send(address: string, { method, headers, body }: Request, who: Person): Promise<RawAnswer> {
    // Whoever has the key of a feed needs no token.
    const authorization = isFeed(address) ? {} : { authorization: `Bearer ${this.tokens[who]}` };
    return sendRaw(this.service.url, {
      method,
      path: this.filledIn(address, who),
      headers: {
        ...UNCOMPRESSED,
        ...authorization,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /**
   * Masks the Consistency-Token, the cursors except their length, the generated ids, the keys of feeds, when these were made and when
   * the token ends, and the remaining quota of the minute. An ETag is that of this body, or `known`.
   */
  private told({ status, headers, body: text }: RawAnswer, known?: string): Answer {
    const named = (one: string) =>
      one
        .replaceAll(UUID, (id) => this.names.get(id) ?? id)
        .replaceAll(CURSOR, ({ length }) => `<cursor of ${length}>`)
        .replaceAll(FEED_KEY, '<key>')
        .replaceAll(ENTRY, '<hash>')
        .replaceAll(OWN_TIMES, '"$1":"<its time>"');
    const shown = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.test(name));
    const maskedAs = (name: string, value: string) =>
      name === 'etag' && value === known ? '<that of what was read>' : masked(name, value, text);
    return {
      status,
      headers: shown.map(([name, value]) => `${name}: ${named(maskedAs(name, String(value)))}`).sort(),
      body: named(text),
    };
  }
}

const ASKING: readonly Asking[] = ['ben', 'bea', 'ada', 'chief'];
const feedName = (who: Person, form: FeedForm, scope: FeedScope): string => `${who}, ${form} of ${scope}`;
const isFeed = (address: string): boolean =>
  FEED_FORMS.some((form) => address.endsWith(feedPath(form).split('/').at(-1)!) && address.startsWith('/v1/feeds/'));

const headerOf = ({ headers }: RawAnswer, name: string) => headers[name] as string | undefined;

/** A batch is answered with 200, whatever the result of its commands is. */
const allAreRefused = (text: string) =>
  (JSON.parse(text) as readonly { status: number }[]).every(({ status }) => status > 400);

const masked = (name: string, value: string, text: string): string => {
  if (name === 'consistency-token') return value.replace(/^[\w-]{80}$/, '<token>');
  if (name === 'ratelimit') return value.replace(/r=\d+;t=\d+$/, 'r=<left>;t=<seconds>');
  if (name === 'content-length') return Number(value) === Buffer.byteLength(text) ? 'that of the body' : value;
  if (name !== 'etag' || text === '') return value;
  const next = /"next":"([^"]+)"|with after=(\S+)/.exec(text);
  const told = next === null ? text : text.replaceAll(next[1] ?? next[2]!, '');
  const hash = createHash('sha256').update(told).digest('base64url').slice(0, 22);
  return value.replace(hash, '<hash of the body>');
};
