import type { Api } from './api.js';

/** As the read routes answer, as far as it is shown here. */
type Named = Readonly<{ names: Readonly<Record<string, Readonly<{ label?: string }> | string>> }>;
type Planned = Readonly<{ on?: string; text?: string }>;
type Comer = Readonly<{ personId: string; coming: string; saidById?: string }>;
type Delegation = Readonly<{ partyId: string; level?: string; confirmed: boolean; announcedById?: string }>;
type Meeting = Readonly<{
  id: string;
  title: string;
  status: string;
  planned?: Planned;
  place?: string;
  delegations: readonly Delegation[];
  coming: readonly Comer[];
}>;
type Statement = Readonly<{
  id: string;
  speakerId?: string;
  partyId?: string;
  occurredOn?: string;
  occurredText?: string;
  text: string;
}>;
type Force = Readonly<{ status: string; since?: string; until?: string; instrument?: string; because: string }>;
type Measure = Readonly<{
  id: string;
  title: string;
  reference?: string;
  provisions: readonly Readonly<{ provisionId: string; force: Force }>[];
}>;
type Commitment = Readonly<{ id: string; text: string; byIds: readonly string[]; status: string }>;
type Dispute = Readonly<{ id: string; recordedAccount?: string; rivalAccount: string }>;
type Overview = Readonly<{
  id: string;
  title: string;
  status: string;
  parties: readonly Readonly<{ id: string; name: string }>[];
  counts: Readonly<Record<string, number>>;
}>;
type Page<T> = Named & Readonly<{ items: readonly T[] }>;

/** The first day after the article that tells of the talks to come. */
const AFTER_THE_ARTICLE = '2025-10-28';
/** The October controls are suspended, and those of April are not. */
const SUSPENDED = '2025-11-15';

/** How the negotiation stands, asked through the API alone. `partyId`: for whom the measures are judged. */
export const stateOf = async (api: Api, id: string, partyId: string) => {
  const about = `/v1/negotiations/${id}`;
  const overview = await api.get<Overview & Named>(about);
  const afterArticle = await api.get<Page<Meeting>>(`${about}/meetings`, { from: AFTER_THE_ARTICLE, limit: '1' });
  const now = await api.get<Named & Readonly<{ meeting: Meeting | null }>>(`${about}/meetings/next`);
  const said = await api.get<Page<Statement>>(`${about}/statements`, { q: 'unjustified', limit: '3' });
  const measures = await api.get<Page<Measure>>(`${about}/measures`, { for: partyId });
  const then = await api.get<Page<Measure>>(`${about}/measures`, { for: partyId, on: SUSPENDED });
  const pledges = await api.get<Page<Commitment>>(`${about}/commitments`);
  const disputes = await api.get<Page<Dispute>>(`${about}/disputes`, { status: 'open' });
  return {
    overview,
    partyId,
    nextMeeting: { afterTheArticle: afterArticle.items[0] ?? null, now: now.meeting },
    saidOnTheControls: said.items,
    measures: { on: SUSPENDED, onThatDay: then.items, today: measures.items },
    pledges: pledges.items,
    openDisputes: disputes.items,
    names: Object.assign(
      {},
      ...[overview, afterArticle, now, said, measures, pledges, disputes].map(({ names }) => names),
    ) as Named['names'],
  };
};
type State = Awaited<ReturnType<typeof stateOf>>;

/** The same for a person to read. */
export const tellState = (state: State, url: string): string => {
  const { overview, partyId, nextMeeting, saidOnTheControls, measures, pledges, openDisputes, names } = state;
  const name = (id: string | undefined) => {
    const found = id === undefined ? undefined : names[id];
    return (typeof found === 'string' ? found : found?.label) ?? 'somebody';
  };
  const { id, title, status, parties, counts } = overview;
  return [
    title,
    `  ${status}; ${parties.map((party) => party.name).join(', ')}`,
    section('When do they meet next?', [
      `as of 27 October 2025: ${meetingLine(nextMeeting.afterTheArticle)}`,
      ...(nextMeeting.afterTheArticle ? peopleLines(nextMeeting.afterTheArticle, name) : []),
      `as of today: ${meetingLine(nextMeeting.now)}`,
    ]),
    section(
      'Who called the controls “unjustified”?',
      saidOnTheControls.map(
        ({ speakerId, partyId: forId, occurredOn, occurredText, text }) =>
          `${speakerId === undefined ? 'unattributed' : name(speakerId)} for ${name(forId)}, ${occurredText ?? occurredOn ?? 'no day named'}: ${text}`,
      ),
    ),
    section(`How do the measures stand for ${name(partyId)}?`, [
      `on ${measures.on}:`,
      ...standings(measures.onThatDay),
      'today:',
      ...standings(measures.today),
    ]),
    section(
      'What was pledged, and by whom?',
      pledges.map(({ text, byIds, status: standing }) => `${byIds.map(name).join(' and ')}: ${text} [${standing}]`),
    ),
    section(
      'Which accounts contradict each other?',
      openDisputes.map(
        ({ recordedAccount = 'the record', rivalAccount }) => `${recordedAccount} – or: ${rivalAccount}`,
      ),
    ),
    section('On record', [
      Object.entries(counts)
        .map(([kind, n]) => `${kind} ${n}`)
        .join(', '),
    ]),
    section('Where to look', [
      `${url}/docs  every route, to be tried out`,
      `${url}/openapi.json`,
      `curl '${url}/v1/negotiations/${id}/timeline?limit=5'`,
      `curl '${url}/v1/negotiations/${id}/measures?on=2025-11-15&for=${partyId}'`,
      `curl '${url}/v1/negotiations/${id}/statements?q=unjustified'`,
    ]),
  ].join('\n');
};

const section = (heading: string, lines: readonly string[]) =>
  ['', heading, ...(lines.length === 0 ? ['none'] : lines).map((line) => `  ${line}`)].join('\n');

const meetingLine = (meeting: Meeting | null): string => {
  if (meeting === null) return 'nothing is planned';
  const { title, planned, place, status } = meeting;
  const when = [planned?.on, planned?.text && `“${planned.text}”`].filter(Boolean).join(' ');
  return `${title}${when === '' ? '' : `, ${when}`}${place === undefined ? '' : `, ${place}`} [${status}]`;
};

const peopleLines = ({ delegations, coming }: Meeting, name: (id: string | undefined) => string) => [
  ...delegations.map(
    ({ partyId, level = 'level not told', confirmed, announcedById }) =>
      `  ${name(partyId)} sends: ${level} (${confirmed ? 'confirmed' : 'not confirmed'}, says ${name(announcedById)})`,
  ),
  ...coming.map(
    ({ personId, coming: word, saidById }) =>
      `  ${name(personId)}: ${word}${saidById === undefined ? '' : ` (says ${name(saidById)})`}`,
  ),
];

/** One line for each way in which provisions stand, and what stands so. */
const standings = (measures: readonly Measure[]): readonly string[] => {
  const byStanding = new Map<string, string[]>();
  for (const { reference, title, provisions } of measures)
    for (const { provisionId, force } of provisions) {
      const { status, until, instrument } = force;
      const standing = `${status}${until === undefined ? '' : ` until ${until}`}${instrument === undefined ? '' : ` by ${instrument}`}`;
      const what = `${reference ?? title}${provisions.length > 1 ? ` ${provisionId}` : ''}`;
      byStanding.set(standing, [...(byStanding.get(standing) ?? []), what]);
    }
  return [...byStanding].map(([standing, whats]) => `  ${standing}: ${whats.join(', ')}`);
};
