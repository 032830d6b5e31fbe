import { isApproval } from '#domain/marking-approval.js';
import { isMarking } from '#domain/record-marked.js';
import { type Document, examplesOf, type Route, routesOf } from '../../test/support/examples.js';
import type { ReceiptBody } from '../../test/support/service.js';
import { EXAMPLE_ID, idIn, type Pair, type Round, type Secrets, TALKS } from './pair.js';
import type { World } from './world.js';

/** One example of the document: a fact and its address. */
type Told = Readonly<{ route: Route; address: string; body: Readonly<Record<string, unknown>> }>;

/** The state after a world was recorded. `outcomes`: whether each shared fact about visible things was accepted. */
export type Recorded = Readonly<{
  outcomes: readonly string[];
  /** The streams that the reader may not see; of many, a few. */
  hidden: readonly string[];
  /** The streams that the reader may see. */
  visible: readonly string[];
  /** How many there are. */
  count: number;
}>;

export const toldIn = (document: Document): readonly Told[] =>
  routesOf(document)
    .filter(({ method, path }) => method === 'post' && path !== '/v1/batches')
    .flatMap((route) =>
      examplesOf(route).map((body) => ({
        route,
        address: route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
          String(route.operation.parameters!.find((parameter) => parameter.name === name)!.schema.example),
        ),
        body: body as Told['body'],
      })),
    );

const IS_ABOUT_MARKING = /\/(?:mark|approve-marking|withdraw-marking-approval)$/;
const IS_ABOUT_THE_RECORD = new RegExp(`/(?:correct|void)$|${IS_ABOUT_MARKING.source}`);
const SECOND = 1_000;
const SECRET = { level: 'secret' };

/** The many hidden things are recorded in parts, after what they name and between what all see. */
const [MANY_FROM, MANY_PARTS] = [100, 20];
/** As many commands as a batch may have. */
const BATCH = 1_000;
/** For each of them. */
const MOST_ATTEMPTS = 3;
/** Their ids, and those of what is told while others read, belong to no other secret. */
const [MANY, MEANWHILE] = [1_000, 100];
const MANY_MARKINGS: readonly object[] = [
  SECRET,
  { level: 'tres-secret' },
  { level: 'confidentiel' },
  { level: 'public', compartments: ['trade'] },
  { level: 'secret', compartments: ['trade'] },
];
/** So many of them are asked for by their ids. */
const ASKED_OF_MANY = 6;
const pathOf = (stream: string, document: Document): string => {
  const kind = stream.slice(0, stream.indexOf('-'));
  const plural = Object.keys(document.paths).find((path) =>
    new RegExp(`^/v1/(?:${kind}s?|${kind.replace(/y$/, 'ies')})/\\{id\\}/mark$`).test(path),
  )!;
  return plural.replace('{id}/mark', stream.slice(kind.length + 1));
};

/** Records one world of a pair. `from`: ms since 1970, of the first fact. */
export class Recording {
  private readonly told: readonly Told[];
  private readonly openings: readonly Told[];
  private readonly opened = new Map<string, ReceiptBody['events'][number]>();
  private readonly secret = new Set<string>();
  private readonly raised: ReadonlySet<string>;
  private hidden: readonly string[] = [];
  private at = 0;
  private attempts = 0;

  constructor(
    private readonly world: World,
    private readonly letter: string,
    private readonly pair: Pair,
    private readonly secrets: Secrets,
    private readonly run: number,
    private readonly from: number,
  ) {
    this.told = toldIn(world.document);
    this.openings = this.told.filter(({ body }) => typeof body['id'] === 'string');
    const raised = pair.raised.map((n) => this.thingOf(n));
    this.raised = new Set(pair.whole ? [...raised, idIn(run, 'shared', TALKS)] : raised);
  }

  /** `early`: the first request of somebody with the reader's clearance. */
  async all(early: () => Promise<unknown>): Promise<Recorded> {
    const { leftOut, lowered } = this.pair;
    const outcomes: string[] = [];
    const many: string[] = [];
    const low = new Set(lowered.map((n) => this.thingOf(n)));
    for (const [n, told] of this.told.entries()) {
      this.at = this.from + n * SECOND;
      if (n === 5) await early();
      if (!leftOut.includes(n)) await this.tellShared(told, low, outcomes);
      for (const clone of this.secrets.clones)
        if (clone.at === n) {
          const among = clone.opens ? this.openings : this.told;
          await this.tellSecret(among.at(clone.example % among.length)!, clone);
        }
      for (const { at, thing, act } of this.secrets.acts)
        if (at === n) {
          const streams = [...this.secret, ...[...this.opened.keys()].filter((stream) => this.isRaised(stream))];
          if (streams.length > 0) await this.act(streams[thing % streams.length]!, act);
        }
      many.push(...(await this.tellMany(n)));
    }
    this.at = this.from + this.told.length * SECOND;
    for (const stream of this.opened.keys())
      if (low.has(idOf(stream))) await this.mark(stream, { level: 'public' }, 'It is open to all now.');
    const marked = [...this.opened.keys()].filter((stream) => this.secret.has(stream) || this.isRaised(stream));
    const turns = this.secrets.wavers ? ['secret', 'public', 'tres-secret'] : ['tres-secret'];
    for (const level of turns)
      for (const stream of marked) {
        this.at += 1;
        await this.mark(stream, { level });
      }
    this.hidden = this.pair.whole ? [...this.opened.keys()] : marked;
    return {
      outcomes,
      hidden: [...this.hidden, ...many.slice(0, ASKED_OF_MANY)],
      visible: [...this.opened.keys()].filter(
        (stream) => !this.hidden.includes(stream) && !stream.startsWith('grant-'),
      ),
      count: this.hidden.length + many.length,
    };
  }

  /** Does to hidden things what belongs to a round, while others read. `at`: ms since 1970. */
  async goOn(round: number, at: number): Promise<void> {
    this.at = at;
    // A grant has no marking of its own.
    const things = this.hidden.filter((stream) => !stream.startsWith('grant-'));
    for (const { thing, act } of this.secrets.meanwhile.filter((one) => one.round === round)) {
      this.at += 1;
      if (act === 'tell')
        await this.tellSecret(this.openings[thing % this.openings.length]!, { space: MEANWHILE + round, links: 0 });
      else if (things.length > 0) await this.act(things[thing % things.length]!, act, true);
    }
  }

  /** Marks a thing that all see, the same one in both worlds. @returns whether there is one */
  async remark({ remarked }: Round, marking: object, at: number): Promise<boolean> {
    const seen = [...this.opened.keys()].filter((stream) => this.isOpenToAll(stream));
    if (this.pair.whole || seen.length === 0) return false;
    this.at = at;
    await this.mark(seen[remarked % seen.length]!, marking, 'All are told.');
    return true;
  }

  private isOpenToAll(stream: string): boolean {
    const isShared = this.openings.some(({ body }) => idOf(stream) === idIn(this.run, 'shared', String(body['id'])));
    const isTalks = idOf(stream) === idIn(this.run, 'shared', TALKS);
    return isShared && !isTalks && !this.isRaised(stream) && !this.secret.has(stream);
  }

  /** The part of the many hidden things that is recorded at this place. @returns their streams */
  private async tellMany(place: number): Promise<readonly string[]> {
    const { many } = this.secrets;
    const part = place - MANY_FROM;
    if (many === 0 || part < 0 || part >= MANY_PARTS) return [];
    const wanted = Math.floor((many * (part + 1)) / MANY_PARTS) - Math.floor((many * part) / MANY_PARTS);
    const streams: string[] = [];
    while (streams.length < wanted) {
      const batch = Array.from({ length: Math.min(BATCH, wanted - streams.length) }, () => this.nextHiddenFact());
      streams.push(...(await this.world.recordBatch(batch, this.now)));
      // Some name what was left out, and are refused; never all of them.
      if (this.attempts > MOST_ATTEMPTS * many + this.openings.length)
        throw new Error('no hidden thing can be recorded');
    }
    return streams;
  }

  /** The opening of a hidden thing, one of many. What it names is shared. */
  private nextHiddenFact(): Readonly<{ path: string; body: object }> {
    const n = this.attempts++;
    const { address, body } = this.openings[n % this.openings.length]!;
    const id = idIn(this.run, MANY + n, String(body['id']));
    const mapped = (text: string) => text.replaceAll(EXAMPLE_ID, (known) => idIn(this.run, 'shared', known));
    const fact = JSON.parse(mapped(JSON.stringify(body))) as Record<string, unknown>;
    const marking = MANY_MARKINGS[n % MANY_MARKINGS.length];
    return { path: mapped(address), body: { ...fact, id, comment: `Secret ${n} of world ${this.letter}.`, marking } };
  }

  /** The things of the examples by number, except the negotiation, without which nothing is visible. */
  private thingOf(n: number): string {
    const things = this.openings.filter(({ route }) => route.path !== '/v1/negotiations');
    return idIn(this.run, 'shared', String(things[n % things.length]!.body['id']));
  }

  private isRaised(stream: string): boolean {
    return this.raised.has(idOf(stream));
  }

  private async tellShared({ address, body }: Told, low: ReadonlySet<string>, outcomes: string[]): Promise<void> {
    const mapped = (text: string) => text.replaceAll(EXAMPLE_ID, (id) => idIn(this.run, 'shared', id));
    const path = mapped(address);
    const fact = JSON.parse(mapped(JSON.stringify(body))) as Record<string, unknown>;
    const subject = typeof fact['id'] === 'string' ? fact['id'] : /[0-9a-f-]{36}/.exec(path)?.[0];
    const of = this.pair.whole || (subject !== undefined && this.raised.has(subject));
    // The facts about a thing that is raised at the end differ.
    if (of && !IS_ABOUT_THE_RECORD.test(path)) fact['comment'] = `World ${this.letter} knows more.`;
    if (low.has(String(fact['id']))) fact['marking'] = SECRET;
    const receipt = await this.send(path, fact);
    // Grants are recorded like everything else, and those of the readers are the first.
    if (receipt?.kind === 'negotiation' && path === '/v1/negotiations') await this.openTo(receipt.id);
    if (!of) outcomes.push(`${path}: ${receipt === undefined ? 'refused' : 'taken'}`);
  }

  /** Grants for the readers, and their feeds, while they see all of it. */
  private async openTo(negotiationId: string): Promise<void> {
    for (const reader of this.world.readers) await this.send(`/v1/negotiations/${negotiationId}/grants`, reader);
    await this.world.keepFeedsOf(negotiationId);
  }

  /**
   * The same fact about a secret thing. A thing that it names is secret too, if that is on record and `links` says so.
   */
  private async tellSecret(
    { route, address, body }: Told,
    { space, links }: Readonly<{ space: number; links: number }>,
  ): Promise<void> {
    const own = /^\/v1\/\w+\/([0-9a-f-]{36})/.exec(address)?.[1];
    const isPosition = /\/positions/.test(route.path);
    const isOpening = isPosition || typeof body['id'] === 'string';
    if (address.startsWith('/v1/positions/') || IS_ABOUT_MARKING.test(address)) return;
    let bit = 0;
    const known = new Set([...this.opened.keys()].map(idOf));
    const mapped = (text: string, force: (id: string) => boolean) =>
      text.replaceAll(EXAMPLE_ID, (id) => {
        const secret = idIn(this.run, space, id);
        if (force(id)) return secret;
        return (links >> bit++) & 1 && known.has(secret) ? secret : idIn(this.run, 'shared', id);
      });
    const path = mapped(address, (id) => !isOpening && id === own);
    const fact = JSON.parse(
      mapped(JSON.stringify(body), (id) => id === body['id'] || (isPosition && id === body['issueId'])),
    ) as Record<string, unknown>;
    if (!isOpening && !known.has(idIn(this.run, space, own!))) return;
    // A reader with a grant above their clearance learns nothing more about it.
    if (/\/grants(?:\/revoked)?$/.test(path)) Object.assign(fact, this.world.readers[0]);
    else fact['comment'] = `A secret of world ${this.letter}.`;
    // A later fact of a secret position opens nothing, so it has no marking.
    const receipt =
      (await this.send(path, isOpening ? { ...fact, marking: SECRET } : fact)) ??
      (isPosition ? await this.send(path, fact) : undefined);
    // A grant has the marking of its negotiation.
    if (receipt && receipt.kind !== 'grant') this.secret.add(`${receipt.kind}-${receipt.id}`);
  }

  /** `isHidden`: those that are raised at the end are hidden by now. */
  private async act(stream: string, act: string, isHidden = this.secret.has(stream)): Promise<void> {
    const path = pathOf(stream, this.world.document);
    const last = this.opened.get(stream)!;
    const reason = `World ${this.letter} has its reasons.`;
    if (act === 'correct')
      await this.send(`${path}/correct`, { eventId: last.id, changes: { comment: reason }, reason });
    else if (act === 'void') await this.send(`${path}/void`, { eventId: last.id, reason });
    // A thing that is raised at the end stays visible until then: shared facts refer to it.
    else if (!isHidden) return;
    else if (act === 'approve') await this.world.approve(path, this.marking(MARKINGS['lower']!), this.now);
    else await this.mark(stream, MARKINGS[act]!);
  }

  private mark(stream: string, marking: object, reason?: string) {
    return this.send(`${pathOf(stream, this.world.document)}/mark`, this.marking(marking, reason));
  }

  private marking(marking: object, reason = `World ${this.letter} says so.`) {
    return { marking, reason, consent: 'As agreed by phone.' };
  }

  private get now(): string {
    return new Date(this.at).toISOString();
  }

  private async send(path: string, fact: Record<string, unknown>): Promise<ReceiptBody | undefined> {
    const event = /\/(?:correct|void)$/.test(path) && this.lastEventOf(path);
    const body = event && !this.hasEvent(fact['eventId']) ? { ...fact, eventId: event } : fact;
    // What is raised needs no approval, and the refusal of one changes nothing.
    if (path.endsWith('/mark')) await this.world.approve(path.replace(/\/mark$/, ''), body, this.now);
    const receipt = await this.world.record(path, body, this.now);
    const told = receipt?.events.at(-1);
    if (told?.type === 'NegotiationOpened') await this.send(`${path}/${receipt!.id}/grants`, this.world.declassifier);
    if (receipt && told && !isMarking(told) && !isApproval(told))
      this.opened.set(`${receipt.kind}-${receipt.id}`, told);
    return receipt;
  }

  private hasEvent(id: unknown): boolean {
    return [...this.opened.values()].some((event) => event.id === id);
  }

  private lastEventOf(path: string): string | undefined {
    const id = /([0-9a-f-]{36})\/(?:correct|void)$/.exec(path)?.[1];
    return [...this.opened].find(([stream]) => idOf(stream) === id)?.[1].id;
  }
}

const MARKINGS: Readonly<Record<string, object>> = {
  raise: { level: 'tres-secret' },
  secret: SECRET,
  lower: { level: 'public' },
  compartment: { level: 'public', compartments: ['trade'] },
};
const idOf = (stream: string) => stream.slice(stream.indexOf('-') + 1);
