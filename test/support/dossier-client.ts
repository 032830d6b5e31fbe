import { readyAt } from './process.js';

type Told = Readonly<{ occurredOn?: string; occurredText?: string; text?: string }>;
export type Meeting = Told &
  Readonly<{
    title: string;
    status: string;
    level?: string;
    mode?: string;
    place?: string;
    planned?: { on: string; text: string };
    preparesForId?: string;
    id: string;
    delegations: readonly Readonly<{
      partyId: string;
      level: string;
      confirmed: boolean;
      announcements: readonly (Told & Readonly<{ level: string; announcedById: string; confirmed: boolean }>)[];
    }>[];
    coming: readonly Readonly<{
      personId: string;
      coming: string;
      words: readonly Readonly<{ coming: string; learnedAt: string }>[];
    }>[];
    held?: Told;
    heldAccounts?: readonly (Told & Readonly<{ durationText?: string; place?: string }>)[];
  }>;
export type Statement = Told & Readonly<{ speakerId?: string; speakingForId?: string; partyId: string; kind: string }>;
type Force = Readonly<{ status: string; since?: string; until?: string; instrument?: string }>;
export type Measure = Told &
  Readonly<{
    title: string;
    reference?: string;
    reason?: string;
    requires?: string;
    issuedById: string;
    provisions: readonly Readonly<{ provisionId: string; force: Force }>[];
    figures: readonly Readonly<{
      about: string;
      reports: readonly Readonly<{ figure: string; reportedBy?: string }>[];
    }>[];
  }>;
export type Position = Readonly<{
  partyId: string;
  issueId: string;
  now: Readonly<{ status: string; text: string; kind: string; reason?: string }>;
  movedBy?: readonly Readonly<{ kind: string; id: string }>[];
  history: readonly (Told & Readonly<{ type: string; direction?: string }>)[];
}>;
export type Commitment = Told &
  Readonly<{
    byIds: readonly string[];
    status: string;
    outstanding: readonly string[];
    history: readonly (Told & Readonly<{ type: string }>)[];
  }>;
export type Dispute = Readonly<{ status: string; recordedAccount: string; rivalAccount: string; preferred?: string }>;

/** Requests about the one negotiation on record; ids are replaced by the names of their things. */
export class DossierClient {
  private constructor(
    private readonly url: string,
    readonly negotiationId: string,
    private readonly ids: ReadonlyMap<string, string>,
  ) {}

  /** Waits until the views have everything on record. */
  static async of(url: string): Promise<DossierClient> {
    await readyAt(url);
    const get = async (path: string) =>
      (await (await fetch(`${url}/v1/${path}`)).json()) as { items: { id: string }[] };
    const { id } = (await get('negotiations')).items[0]!;
    const things = await Promise.all(
      ['parties', 'representatives', 'issues'].map((kind) => get(`negotiations/${id}/${kind}`)),
    );
    const named = things.flatMap(({ items }) => items as unknown as { id: string; name?: string; title?: string }[]);
    return new DossierClient(url, id, new Map(named.map(({ id: one, name, title }) => [name ?? title ?? '', one])));
  }

  idOf(name: string): string {
    const id = this.ids.get(name);
    if (id === undefined) throw new Error(`nothing is called ${name}: ${[...this.ids.keys()].join(', ')}`);
    return id;
  }

  async list<T>(what: string, query: Record<string, string> = {}): Promise<readonly T[]> {
    const response = await fetch(
      `${this.url}/v1/negotiations/${this.negotiationId}/${what}?${new URLSearchParams(query).toString()}`,
    );
    if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { items: T[] }).items;
  }

  /** The state of every provision for a party, as `No. 61 1-3` → `in-force`. */
  async inForce(on: string, party: string) {
    const measures = await this.list<Measure>('measures', { on, for: this.idOf(party) });
    return Object.fromEntries(
      measures.flatMap(({ reference, title, provisions }) =>
        provisions.map(({ provisionId, force }) => [
          `${reference?.replace('MOFCOM ', '') ?? title} ${provisionId}`,
          force.until === undefined || force.status !== 'suspended'
            ? force.status
            : `${force.status} until ${force.until} by ${force.instrument}`,
        ]),
      ),
    );
  }
}
