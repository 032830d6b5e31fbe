import type Database from 'better-sqlite3';
import { unknown } from '#domain/decider.js';
import { streamOf } from '#domain/ids.js';
import type { ProposalEvent, ProposalEvents } from '#domain/proposal.js';
import { span } from '#domain/world-date.js';
import { Account, factOf, historyEntryOf, historyOf } from './attribution.js';
import { type StoredFact, withFacts } from './timeline/facts.js';
import { countedOnce } from '#domain/accounts.js';
import { conditionsFor, type List, listed } from './listed.js';
import { type ReadModel, type Row, type Table, THING_COLUMNS, type Term } from '../projection/read-model.js';
import { EVERY, termOf } from '../projection/terms.js';
import { fieldsWithout, ofCommands } from '../routes/facts.js';
import type { ValuesOf } from '../routes/parameters.js';
import type { Slice } from '../routes/pages.js';
import { pageRoute, thingRoute } from '../routes/read-route.js';
import { all, described, idOf, idsOf, list, named, object, oneOf, type Static, text, uuid } from '../routes/schema.js';

export const PROPOSAL_STATUSES = ['tabled', 'revised', 'accepted', 'rejected', 'withdrawn', 'adopted'] as const;
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];
type ProposalFact = StoredFact<ProposalEvent>;

const Status = oneOf('ProposalStatus', PROPOSAL_STATUSES);
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
      status: described('A single rejection outweighs all acceptances. A revision clears all answers', Status),
      acceptedBy: described('By the latest answer of each party to the current text', idsOf('party')),
      rejectedBy: described('By the latest answer of each party to the current text', idsOf('party')),
      replacedByIds: described('The proposals that replace it', list(uuid)),
      history: historyOf<ProposalEvent>('proposal'),
    }),
  ),
);
type Proposal = Static<typeof Proposal>;

const termsOf = (row: Row): readonly Term[] => {
  const { status, partyIds, issueIds } = row as TermColumns;
  const terms = (name: string, ids: string) => (JSON.parse(ids) as readonly string[]).map((id) => termOf(name, id));
  return [EVERY, termOf('status', status), ...terms('party', partyIds), ...terms('issue', issueIds)];
};
type TermColumns = Readonly<Record<'status' | 'partyIds' | 'issueIds', string>>;

const table: Table = {
  columns: {
    // The ordinal is that of its first event
    ...THING_COLUMNS,
    status: 'TEXT',
    replacesId: 'TEXT?',
    earliest: 'TEXT',
    latest: 'TEXT',
    // Of those that tabled it or answered its current text: a JSON array
    partyIds: 'TEXT',
    // A JSON array
    issueIds: 'TEXT',
  },
  indexes: [['replacesId']],
  terms: {
    by: ['earliest', 'latest', 'id'],
    days: ['earliest', 'latest'],
    from: ['status', 'partyIds', 'issueIds'],
    of: termsOf,
  },
};

/** Proposals: the current text, the answers to it, and their history. */
export const proposals: ReadModel = {
  name: 'proposals',
  version: 3,
  tables: { proposals: table },
  kinds: ['proposal'],
  rows: ({ stream, id, negotiationId, recorded, events }) => {
    const facts = events as readonly ProposalFact[];
    const tabled = openingOf(facts);
    if (tabled === undefined) return { proposals: [] };
    const { tabledByIds, issueIds = [], replacesId = null } = tabled.data;
    const { status, acceptedBy, rejectedBy } = standingOf(tabled.data, facts);
    return {
      proposals: [
        {
          ordinal: recorded[0]!.ordinal,
          stream,
          id,
          negotiationId,
          status,
          replacesId,
          ...span(tabled.metadata),
          partyIds: JSON.stringify([...new Set([...tabledByIds, ...acceptedBy, ...rejectedBy])]),
          issueIds: JSON.stringify(issueIds),
        },
      ],
    };
  },
};

const openingOf = (facts: readonly ProposalFact[]) => facts.find((fact) => fact.type === 'ProposalTabled');

type Content = Pick<ProposalEvents['ProposalTabled'], 'text' | 'document'>;

/**
 * A proposal that was withdrawn or adopted keeps that status. Until then, the latest answer of each party to the current text
 * is in effect, and a single rejection outweighs all acceptances: the record does not say who else would have to accept. A
 * revision clears all answers.
 */
const standingOf = (tabled: Content, events: readonly ProposalFact[]) => {
  const answers = new Map<string, 'accepted' | 'rejected'>();
  let content = contentOf(tabled);
  let revised = false;
  let end: 'withdrawn' | 'adopted' | undefined;

  for (const event of countedOnce(events))
    switch (event.type) {
      case 'ProposalTabled':
        break;
      case 'ProposalRevised':
        content = contentOf(event.data);
        revised = true;
        answers.clear();
        break;
      case 'ProposalAccepted':
        answers.set(event.data.partyId, 'accepted');
        break;
      case 'ProposalRejected':
        answers.set(event.data.partyId, 'rejected');
        break;
      case 'ProposalWithdrawn':
        end = 'withdrawn';
        break;
      case 'ProposalAdopted':
        if (event.data.text !== undefined) content = { text: event.data.text };
        end = 'adopted';
        break;
      default:
        unknown(event);
    }

  const saying = (answer: 'accepted' | 'rejected') =>
    [...answers].filter(([, said]) => said === answer).map(([partyId]) => partyId);
  const [acceptedBy, rejectedBy] = [saying('accepted'), saying('rejected')];
  const statusOf = (): ProposalStatus => {
    if (end !== undefined) return end;
    if (rejectedBy.length > 0) return 'rejected';
    if (acceptedBy.length > 0) return 'accepted';
    return revised ? 'revised' : 'tabled';
  };
  return { status: statusOf(), ...content, acceptedBy, rejectedBy };
};
const contentOf = ({ text, document }: Content): Content => ({
  ...(text !== undefined && { text }),
  ...(document && { document }),
});

type ProposalRow = Readonly<{ ordinal: number; stream: string; id: string; earliest: string; latest: string }>;

const show = (db: Database.Database, rows: readonly ProposalRow[]): readonly Proposal[] => {
  const replacedBy = replacements(db, rows);
  return withFacts<ProposalEvent, ProposalRow>(db, rows).map(({ id, facts }) => {
    const tabled = openingOf(facts)!;
    const { text: _, document: __, ...opening } = factOf(tabled);
    const { status, ...standing } = standingOf(tabled.data, facts);
    const history = facts.map(historyEntryOf);
    return { id, status, ...opening, ...standing, history, replacedByIds: replacedBy(id) };
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
  status: Status,
  partyId: described('Only proposals that this party tabled, or whose current text it answered', idOf('party')),
  issueId: described('Only proposals on this issue', idOf('issue')),
};

type Filter = ValuesOf<typeof filters>;
const CONDITIONS = {
  status: 'status = @status',
  partyId: 'EXISTS (SELECT 1 FROM json_each(partyIds) WHERE value = @partyId)',
  issueId: 'EXISTS (SELECT 1 FROM json_each(issueIds) WHERE value = @issueId)',
} satisfies Record<keyof Filter, string>;

/** By what usually leaves out most. */
const termFor = ({ status, partyId, issueId }: Filter): Term => {
  if (issueId !== undefined) return termOf('issue', issueId);
  if (partyId !== undefined) return termOf('party', partyId);
  return status === undefined ? EVERY : termOf('status', status);
};

const LIST: List = { name: 'proposals', table };

/** The proposals of a negotiation in the order in which they were tabled. A party matches those that it tabled or answered. */
export const proposalsOf = (db: Database.Database, negotiationId: string, filter: Filter, slice: Slice) => {
  const asked = {
    negotiationId,
    parts: [{ term: termFor(filter) }],
    conditions: conditionsFor(CONDITIONS, filter),
    values: filter,
  };
  const rows = listed<ProposalRow>(db, LIST, asked, slice);
  return show(db, rows).map((shown, i) => ({ key: [rows[i]!.earliest, rows[i]!.latest, shown.id], ...shown }));
};

export const proposal = (db: Database.Database, id: string): Proposal | undefined => {
  const rows = db
    .prepare<[string], ProposalRow>('SELECT * FROM proposals WHERE stream = ?')
    .all(streamOf('proposal', id));
  return show(db, rows)[0];
};

export const proposalRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/proposals',
    operationId: 'listProposals',
    summary: 'List proposals, in the order in which they were tabled',
    tag: 'proposals',
    parameters: filters,
    models: ['proposals', 'timeline'],
    item: Proposal,
    ask: (views, negotiationId, filter, { slice }) => proposalsOf(views, negotiationId, filter, slice),
  }),
  thingRoute({
    path: 'proposals/:id',
    operationId: 'getProposal',
    summary: 'Get a proposal, its current text, and its history',
    tag: 'proposals',
    kind: 'proposal',
    models: ['proposals', 'timeline'],
    item: Proposal,
    ask: proposal,
  }),
];
