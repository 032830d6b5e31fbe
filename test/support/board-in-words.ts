type Cut<T> = Readonly<{ items: readonly T[]; more: number }>;
type Told = Readonly<{ occurredOn?: string }>;
type Sentence = Readonly<{ id: string; text: string; eventIds: readonly string[]; followsFromDateAlone?: true }>;
type Meeting = Readonly<{
  title: string;
  status: string;
  planned?: Readonly<{ on?: string; text?: string }>;
  coming: Cut<
    Readonly<{ personId: string; words: Cut<Told & Readonly<{ coming: string; saidById?: string; isLast?: true }>> }>
  >;
}>;
/** What tests read of the board of a negotiation. */
export type Board = Readonly<{
  negotiation: Readonly<{ title: string; status: string; since?: Told }>;
  on: string;
  zone: string;
  headline?: Sentence & Readonly<{ next?: Sentence }>;
  parties: Cut<Readonly<{ id: string; name: string }>>;
  issues: Cut<Readonly<{ id: string; title: string }>>;
  lastFact?: Readonly<{ day: string; daysAgo: number }>;
  nextMeeting?: Meeting;
  lastMeetings: readonly Meeting[];
  positions: Cut<
    Readonly<{
      partyId: string;
      issueId: string;
      now: Readonly<{ kind?: string }>;
      lastMove: Told & Readonly<{ type: string; direction?: string }>;
      path: Cut<unknown>;
      expiredMeasureIds?: readonly string[];
    }>
  >;
  measures: Cut<
    Readonly<{
      provisions: Cut<Readonly<{ measureId: string; provisionId: string; title: string; reference?: string }>>;
      on: Readonly<{ status: string; since?: string; until?: string; followsFromDateAlone?: true }>;
      forParties: readonly Readonly<{ partyId: string; status: string }>[];
    }>
  >;
  figures: Cut<Readonly<{ about: string; reports: Cut<Readonly<{ figure: string }>> }>>;
  pledges: Cut<Readonly<{ text: string; status: string; overdue: boolean; lastWord?: Told }>>;
  disputes: Cut<Readonly<{ recordedAccount?: string; rivalAccount: string }>> & Readonly<{ settled: number }>;
  names: Readonly<Record<string, Readonly<{ label: string }>>>;
}>;

/** A board as somebody would read it out. */
export const inWords = (board: Board) => {
  const { negotiation, headline, lastFact, nextMeeting, lastMeetings, names } = board;
  const nameOf = (id: string) => names[id]?.label ?? 'nobody';
  const referenceOf = (reference: string | undefined, title: string) => reference?.replace('MOFCOM ', '') ?? title;
  const measures = board.measures.items.flatMap(({ provisions }) => provisions.items);
  const measureOf = (id: string) => {
    const found = measures.find(({ measureId }) => measureId === id)!;
    return referenceOf(found.reference, found.title);
  };
  return {
    on: board.on,
    status: [negotiation.status, ...(negotiation.since ? [`since ${negotiation.since.occurredOn}`] : [])].join(' '),
    headline: headline ? sentence(headline) : 'none',
    next: headline?.next ? sentence(headline.next) : 'none',
    lastFact: lastFact ? `${lastFact.day}, ${lastFact.daysAgo} days ago` : 'none',
    nextMeeting: nextMeeting
      ? `${nextMeeting.title}: ${nextMeeting.status}, ${nextMeeting.planned?.on ?? nextMeeting.planned?.text}`
      : 'none',
    lastMeetings: lastMeetings.map(({ title }) => title),
    coming: [...(nextMeeting ? [nextMeeting] : []), ...lastMeetings].flatMap(({ coming }) =>
      coming.items.map(({ personId, words }) => `${nameOf(personId)}: ${words.items.map(word).join(', ')}`),
    ),
    measures: board.measures.items.map(({ provisions, on: { status, since, until, followsFromDateAlone } }) =>
      [
        `${provisions.items.map((one) => `${referenceOf(one.reference, one.title)} ${one.provisionId}`).join(', ')}:`,
        status,
        ...(since === undefined ? [] : [`since ${since}`]),
        ...(until === undefined ? [] : [`until ${until}`]),
        ...(followsFromDateAlone ? ['∴'] : []),
      ].join(' '),
    ),
    figures: board.figures.items.map(
      ({ about, reports }) => `${about}: ${reports.items.map(({ figure }) => figure).join(' ≠ ')}`,
    ),
    positions: board.positions.items
      .map(({ partyId, issueId, now, lastMove: { type, direction, occurredOn }, expiredMeasureIds = [] }) =>
        [
          `${nameOf(partyId)} on ${nameOf(issueId).split(' ')[0]}: ${now.kind ?? 'no kind'}`,
          `${direction ?? type.replace('Position', '').toLowerCase()} ${occurredOn}`,
          ...expiredMeasureIds.map((id) => `rests on expired ${measureOf(id)}`),
        ].join(', '),
      )
      .toSorted(),
    pledges: board.pledges.items.map(
      ({ status, overdue, text, lastWord }) =>
        `${overdue ? 'overdue' : status}: ${text.split(' caused by ')[0]}${lastWord ? `; last word ${lastWord.occurredOn}` : ''}`,
    ),
    disputes: board.disputes.items.map(({ recordedAccount, rivalAccount }) => `${recordedAccount} ≠ ${rivalAccount}`),
    settled: board.disputes.settled,
  };
};

/** Versions of ICU differ in the spaces around a dash. */
const sentence = ({ text, followsFromDateAlone }: Sentence) =>
  `${followsFromDateAlone ? '∴ ' : ''}${text.replaceAll(/\s–\s/g, '–')}`;
const word = ({ coming, occurredOn, isLast }: Told & Readonly<{ coming: string; isLast?: true }>) =>
  isLast ? `[${coming} ${occurredOn}]` : `${coming} ${occurredOn}`;
