import type Database from 'better-sqlite3';
import { type Answers, answersIn, assessConsent, type ConsentingParty, statusOf } from '#domain/assess-consent.js';
import { type PartyId, streamOf } from '#domain/ids.js';
import type { PartyRole } from '#domain/party.js';
import type { ProposalEvent, ProposalEvents } from '#domain/proposal.js';
import { span } from '#domain/world-date.js';
import { Account, factOf, historyEntryOf, historyOf } from './attribution.js';
import { type StoredFact, withFacts } from './timeline/facts.js';
import { countedOnce } from '#domain/accounts.js';
import { conditionsFor, hasOneOf, type List, listed, valuesFor } from './listed.js';
import { history, listedHistory, showing } from './history.js';
import { q, refuseTextSearch, textSearch } from './search/list-search.js';
import { type ReadModel, type Row, type Table, THING_COLUMNS, type Term } from '../projection/read-model.js';
import { EVERY, termOf } from '../projection/terms.js';
import { fieldsWithout, ofCommands } from '../routes/facts.js';
import { several, type ValuesOf } from '../routes/parameters.js';
import { type FoundSoFar, inPortions, type Key, LookingBudget, type Slice } from '../routes/pages.js';
import { pageRoute, thingRoute } from '../routes/read-route.js';
import {
  all,
  described,
  idOf,
  idsOf,
  list,
  named,
  object,
  oneOf,
  type Static,
  text,
  uuid,
  whole,
} from '../routes/schema.js';

export const PROPOSAL_STATUSES = ['tabled', 'revised', 'accepted', 'rejected', 'withdrawn', 'adopted'] as const;
type ProposalFact = StoredFact<ProposalEvent>;

const Status = oneOf('ProposalStatus', PROPOSAL_STATUSES);
const Consent = named(
  'Consent',
  object({
    needed: described('How many parties must consent', whole),
    given: described('How many of them have', whole),
    refused: described('How many of them have rejected the current text', whole),
    givenByIds: idsOf('party'),
    refusedByIds: idsOf('party'),
    awaitedFromIds: idsOf('party'),
  }),
);
const History = historyOf<ProposalEvent>('proposal');
const Proposal = named(
  'Proposal',
  all(
    Account,
    fieldsWithout('ProposalTabled', 'text', 'document'),
    object({
      id: uuid,
      'text?': described('The current text', text),
      'document?': described(
        'The current document',
        ofCommands<NonNullable<ProposalEvents['ProposalTabled']['document']>>('Document'),
      ),
      status: described(
        'Accepted once every party whose consent it needs has accepted the current text. One rejection by such a party outweighs all acceptances. A revision clears all answers',
        Status,
      ),
      consent: described(
        'Whose consent it needs: that of the parties in `consentOf`, or else of every principal that has not left. Observers do not count. Who tabled it consents to it and to its revisions, unless they reject it',
        Consent,
      ),
      acceptedBy: described('By the latest answer of each party to the current text', idsOf('party')),
      rejectedBy: described('By the latest answer of each party to the current text', idsOf('party')),
      replacedByIds: described('The proposals that replace it', list(uuid)),
    }),
    listedHistory(History),
  ),
);
type Proposal = Static<typeof Proposal>;

const termsOf = (row: Row): readonly Term[] => {
  const { partyIds, issueIds } = row as TermColumns;
  const terms = (name: string, ids: string) => (JSON.parse(ids) as readonly string[]).map((id) => termOf(name, id));
  return [EVERY, ...terms('party', partyIds), ...terms('issue', issueIds)];
};
type TermColumns = Readonly<Record<'partyIds' | 'issueIds', string>>;

const table: Table = {
  columns: {
    // The ordinal is that of its first event
    ...THING_COLUMNS,
    replacesId: 'TEXT?',
    earliest: 'TEXT',
    latest: 'TEXT',
    // Of those that tabled it or answered its current text: a JSON array
    partyIds: 'TEXT',
    // A JSON array
    issueIds: 'TEXT',
    // With the parties of the negotiation, they decide its status: JSON
    answers: 'TEXT',
  },
  indexes: [['replacesId']],
  terms: {
    by: ['earliest', 'latest', 'id'],
    days: ['earliest', 'latest'],
    from: ['partyIds', 'issueIds'],
    of: termsOf,
  },
};

/** Proposals: the current text, the answers to it, and their history. */
export const proposals: ReadModel = {
  name: 'proposals',
  version: 4,
  tables: { proposals: table },
  kinds: ['proposal'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const facts = events as readonly ProposalFact[];
    const tabled = openingOf(facts);
    if (tabled === undefined) return { proposals: [] };
    const { tabledByIds, issueIds = [], replacesId = null } = tabled.data;
    const answers = answersIn(countedOnce(facts));
    return {
      proposals: [
        {
          ordinal: recorded[0]!.ordinal,
          stream,
          id,
          negotiationId,
          replacesId,
          ...span(tabled.metadata),
          partyIds: JSON.stringify([...new Set([...tabledByIds, ...answers.acceptedBy, ...answers.rejectedBy])]),
          issueIds: JSON.stringify(issueIds),
          answers: JSON.stringify(answers),
        },
      ],
    };
  },
};

const openingOf = (facts: readonly ProposalFact[]) => facts.find((fact) => fact.type === 'ProposalTabled');

type Content = Pick<ProposalEvents['ProposalTabled'], 'text' | 'document'>;

/** The current text or document: as tabled, as last revised, or as adopted. */
const contentIn = (facts: readonly ProposalFact[]): Content => {
  let content: Content = {};
  for (const { type, data } of countedOnce(facts))
    if (type === 'ProposalTabled' || type === 'ProposalRevised') content = contentOf(data);
    else if (type === 'ProposalAdopted' && data.text !== undefined) content = { text: data.text };
  return content;
};
const contentOf = ({ text, document }: Content): Content => ({
  ...(text !== undefined && { text }),
  ...(document && { document }),
});

type ProposalRow = Readonly<{
  ordinal: number;
  stream: string;
  id: string;
  negotiationId: string;
  earliest: string;
  latest: string;
  answers: string;
}>;

/** What follows for a proposal from its answers, among the parties of its negotiation. */
const assessIn = (db: Database.Database, negotiationId: string) => {
  let parties: readonly ConsentingParty[] | undefined;
  return ({ answers }: Pick<ProposalRow, 'answers'>) => {
    parties ??= partiesIn(db, negotiationId);
    const told = JSON.parse(answers) as Answers;
    const consent = assessConsent(told, parties);
    return { told, consent, status: statusOf(told, consent) };
  };
};
const partiesIn = (db: Database.Database, negotiationId: string): readonly ConsentingParty[] =>
  db
    .prepare<[string], { id: PartyId; role: PartyRole; status: string }>(
      'SELECT id, role, status FROM parties WHERE negotiationId = ?',
    )
    .all(negotiationId)
    .map(({ id, role, status }) => ({ id, role, left: status === 'left' }))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
type Assess = ReturnType<typeof assessIn>;

const show = (db: Database.Database, rows: readonly ProposalRow[], assess: Assess): readonly Proposal[] => {
  const replacedBy = replacements(db, rows);
  return withFacts<ProposalEvent, ProposalRow>(db, rows).map(({ id, answers, facts }) => {
    const { text: _, document: __, ...opening } = factOf(openingOf(facts)!);
    const { status, told, consent } = assess({ answers });
    const { given, refused, awaited } = consent;
    return {
      id,
      status,
      ...opening,
      ...contentIn(facts),
      acceptedBy: told.acceptedBy,
      rejectedBy: told.rejectedBy,
      consent: {
        needed: given.length + refused.length + awaited.length,
        given: given.length,
        refused: refused.length,
        givenByIds: given,
        refusedByIds: refused,
        awaitedFromIds: awaited,
      },
      history: facts.map(historyEntryOf),
      replacedByIds: replacedBy(id),
    };
  });
};

/** The proposals that replace one of these, in the order in which they were tabled. */
const replacements = (db: Database.Database, rows: readonly ProposalRow[]): ((id: string) => readonly string[]) => {
  const later = db
    .prepare<[string], { id: string; replacesId: string }>(
      `SELECT id, replacesId, earliest, latest FROM proposals
       WHERE replacesId IN (SELECT value FROM json_each(?)) ORDER BY earliest, latest, id`,
    )
    .all(JSON.stringify(rows.map(({ id }) => id)));
  return (id) => later.filter(({ replacesId }) => replacesId === id).map((one) => one.id);
};

const filters = {
  status: described(
    'It is computed, so a page looks at 1,000 proposals at most. It may have fewer items than `limit`, or none, and still have `next`',
    Status,
  ),
  partyId: described(
    'Only proposals that this party tabled, or whose current text it answered. It may be repeated',
    several(idOf('party')),
  ),
  issueId: described('Only proposals on this issue', idOf('issue')),
  q,
};

type Filter = ValuesOf<typeof filters>;
const CONDITIONS = {
  partyId: hasOneOf('partyIds', 'partyId'),
  issueId: 'EXISTS (SELECT 1 FROM json_each(issueIds) WHERE value = @issueId)',
} satisfies Record<Exclude<keyof Filter, 'status' | 'q'>, string>;

/** By what usually leaves out most. */
const termsFor = ({ partyId, issueId }: Filter): readonly Term[] => {
  if (issueId !== undefined) return [termOf('issue', issueId)];
  return partyId?.map((id) => termOf('party', id)) ?? [EVERY];
};

export const LIST: List = { name: 'proposals', table, hasDaysOfTexts: true };

/**
 * The proposals of a negotiation in the order in which they were tabled. A party matches those that it tabled or answered. The status
 * depends on the parties, so it is computed, and every proposal is looked at.
 */
export const proposalsOf = (
  db: Database.Database,
  negotiationId: string,
  { status, q, ...filter }: Filter,
  { after, limit, looking = new LookingBudget() }: Slice,
): FoundSoFar<Proposal> => {
  const asked = {
    negotiationId,
    parts: termsFor(filter).map((term) => ({ term })),
    conditions: conditionsFor(CONDITIONS, filter),
    values: valuesFor(filter),
    search: textSearch(db, negotiationId, 'proposal', q),
  };
  const keyOf = ({ earliest, latest, id }: ProposalRow) => [earliest, latest, id];
  const read = (last: ProposalRow | undefined, portion: number) =>
    listed<ProposalRow>(db, LIST, asked, { after: last ? keyOf(last) : after, limit: portion });
  const assess = assessIn(db, negotiationId);
  const found: ProposalRow[] = [];
  let resume: Key | undefined;
  for (const row of inPortions(read)) {
    if (found.length === limit) break;
    if (status === undefined || assess(row).status === status) found.push(row);
    if (looking.endsWith()) {
      resume = keyOf(row);
      break;
    }
  }
  return { found: show(db, found, assess).map((shown, n) => ({ key: keyOf(found[n]!), ...shown })), resume };
};

export const proposal = (db: Database.Database, id: string): Proposal | undefined => {
  const rows = db
    .prepare<[string], ProposalRow>('SELECT * FROM proposals WHERE stream = ?')
    .all(streamOf('proposal', id));
  const [row] = rows;
  return row && show(db, rows, assessIn(db, row.negotiationId))[0];
};

/** A proposal without what depends on the parties of its negotiation: its stage in place of its status. */
export const proposalByItself = (db: Database.Database, id: string) => {
  const shown = proposal(db, id);
  if (shown === undefined) return undefined;
  const { status: _, consent: __, ...own } = shown;
  const find = db.prepare<[string], string>('SELECT answers FROM proposals WHERE stream = ?').pluck();
  const { stage } = JSON.parse(find.get(streamOf('proposal', id))!) as Answers;
  return { ...own, stage };
};

export const proposalRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/proposals',
    operationId: 'listProposals',
    summary: 'List proposals, in the order in which they were tabled',
    tag: 'proposals',
    parameters: { ...filters, history },
    models: ['proposals', 'overview', 'timeline'],
    check: refuseTextSearch,
    item: Proposal,
    ask: (views, negotiationId, { history, ...filter }, { slice }) =>
      showing(history, proposalsOf(views, negotiationId, filter, slice)),
  }),
  thingRoute({
    path: 'proposals/:id',
    operationId: 'getProposal',
    summary: 'Get a proposal, its current text, and its history',
    tag: 'proposals',
    kind: 'proposal',
    models: ['proposals', 'overview', 'timeline'],
    item: Proposal,
    more: object({ history: History }),
    ask: proposal,
  }),
];
