import type { Api } from '../api.js';

/** The parts of the responses that are shown here. */
type Names = Readonly<Record<string, Readonly<{ label?: string }> | string>>;
type Named = Readonly<{ names: Names }>;
type HistoryFact = Readonly<{
  type: string;
  occurredOn?: string;
  sources?: readonly Readonly<{ title?: string }>[];
  planned?: Readonly<{ on?: string }>;
  place?: string;
  level?: string;
  announcedById?: string;
  partyId?: string;
  members?: readonly Readonly<{ representativeId: string; coming: string }>[];
}>;
export type Meeting = Readonly<{
  title: string;
  status: string;
  planned?: Readonly<{ on?: string; text?: string }>;
  place?: string;
  held?: Readonly<{ occurredOn?: string }>;
  coming: readonly Readonly<{
    personId: string;
    words: readonly Readonly<{ coming: string; occurredOn?: string }>[];
  }>[];
  /** Every fact about it, in the order in which they happened. */
  history: readonly HistoryFact[];
}>;
type Statement = Readonly<{
  speakerId?: string;
  partyId?: string;
  occurredOn?: string;
  occurredText?: string;
  text: string;
}>;
type Force = Readonly<{ status: string; until?: string; instrument?: string }>;
type Measure = Readonly<{
  title: string;
  reference?: string;
  provisions: readonly Readonly<{ provisionId: string; force: Force }>[];
}>;
type Commitment = Readonly<{ text: string; byIds: readonly string[]; status: string; occurredOn?: string }>;
type Dispute = Readonly<{
  about: Readonly<{ id: string }>;
  recordedAccount?: string;
  rivalAccount: string;
  rivalPublisher?: string;
}>;
type Overview = Readonly<{
  id: string;
  title: string;
  status: string;
  parties: readonly Readonly<{ name: string }>[];
  counts: Readonly<Record<string, number>>;
}>;
type Page<T> = Named & Readonly<{ items: readonly T[] }>;

/** The first chapter contains the facts of this article, and each names it as a source. */
const ARTICLE = 'EU and China Resume Negotiations to Resolve Rare Earth Land Control Crisis';
/** Before the October controls were suspended, and while they were. */
const DAYS = ['2025-10-15', '2025-11-15'] as const;

type Ids = Readonly<{ negotiation: string; meeting: string; party: string }>;

/** The state of the negotiation, read through the API. `party`: for whom the measures are evaluated. */
export const stateOf = async (api: Api, { negotiation, meeting, party }: Ids) => {
  const about = `/v1/negotiations/${negotiation}`;
  const overview = await api.get<Overview & Named>(about);
  const talks = await api.get<Meeting & Named>(`/v1/meetings/${meeting}`);
  const next = await api.get<Named & Readonly<{ meeting: Meeting | null }>>(`${about}/meetings/next`);
  const said = await api.get<Page<Statement>>(`${about}/statements`, { q: 'unjustified', limit: '3' });
  const controls = (on?: string) =>
    api.get<Page<Measure>>(`${about}/measures`, { instrument: 'export-control', for: party, ...(on && { on }) });
  const standings = await Promise.all([...DAYS.map(controls), controls()]);
  const pledges = await api.get<Page<Commitment>>(`${about}/commitments`);
  const disputes = await api.get<Page<Dispute>>(`${about}/disputes`, { status: 'open' });
  return {
    overview,
    talks: { toldByTheArticle: talks.history.filter(isOfTheArticle), now: talks },
    nextMeeting: next.meeting,
    saidOnTheControls: said.items,
    controls: standings.map(({ items }, i) => ({ on: DAYS[i] ?? 'today', items })),
    pledges: pledges.items,
    openDisputes: disputes.items,
    names: Object.assign(
      {},
      ...[overview, talks, next, said, ...standings, pledges, disputes].map(({ names }) => names),
    ) as Names,
  };
};
export type State = Awaited<ReturnType<typeof stateOf>>;

const isOfTheArticle = ({ sources = [] }: HistoryFact) => sources.some(({ title }) => title === ARTICLE);
