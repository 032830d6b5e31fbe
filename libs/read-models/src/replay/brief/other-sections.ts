import type { CommitmentEvent } from '#domain/commitment.js';
import type { DisputeEvent } from '#domain/dispute.js';
import { streamOf } from '#domain/ids.js';
import type { StatementEvent } from '#domain/statement.js';
import type { Message } from '#messages/messages.js';
import { openCommitmentsOf } from '../../models/commitments.js';
import { countDisputes, type Dispute, disputesOf } from '../../models/disputes.js';
import { countStatementsOn, statementsOf } from '../../models/statements/statements.js';
import { withFacts } from '../../models/timeline/facts.js';
import { plannedIn } from '../../models/timeline/fact-parts.js';
import { nameList } from '../../models/timeline/part.js';
import type { BriefSentence, Section } from './brief-schemas.js';
import { factsNaming, factsOfMeeting, type Of } from './meeting-sections.js';
import { notShown, section, untold } from './teller.js';

type OfThing = Readonly<{ id: string; stream: string }>;
const MOST = { pledges: 50, shownPledges: 10, statements: 5, disputes: 200, shownDisputes: 10 } as const;

/** The open pledges that the parties of the meeting made or were given, and what was last said of each. */
export const pledgesSection = ({ db, teller, meeting, on }: Of, negotiationId: string): Section => {
  const { all, found } = openCommitmentsOf(db, negotiationId, on, MOST.pledges);
  const theirs = found.filter(({ made: { data } }) =>
    [...data.byIds, ...(data.toIds ?? [])].some((id) => meeting.partyIds.includes(id)),
  );
  const shown = theirs.slice(0, MOST.shownPledges);
  const taking = factsOfMeeting(db, meeting.id);
  const sentences = shown.flatMap(({ id, status, overdue, made, lastWord }): readonly BriefSentence[] => {
    const parties = nameList(made.data.byIds.map((party) => teller.nameOf('party', party)));
    const standing = status === 'disputed' ? 'disputed' : overdue ? 'overdue' : 'open';
    const { text, byIds, toIds = [] } = made.data;
    const planned = plannedIn(made.data);
    const all = withFacts<CommitmentEvent, { stream: string }>(db, [{ stream: streamOf('commitment', id) }])[0]!.facts;
    // How it stands rests on all that was said of it.
    const because = [...all, ...factsNaming(taking, [...byIds, ...toIds])];
    const told = teller.tell({ id: `brief.pledge.${standing}`, parameters: { parties } }, [made], {
      occurredOn: made.metadata.occurredOn?.edtf,
      words: text,
      because,
    });
    return [
      { ...told, ...(planned && { planned }) },
      ...(lastWord === undefined
        ? []
        : [teller.tellFact(lastWord, { kind: 'commitment', id, opening: made, because })]),
    ];
  });
  const isWhole = all === found.length;
  return section('pledges', sentences, [
    ...(isWhole && theirs.length === 0 ? [{ id: 'brief.none.pledges', parameters: {} } as const] : []),
    ...notShown(all - found.length + theirs.length - shown.length),
  ]);
};

/** What was said last on each issue of the meeting. */
export const statementsSection = ({ db, teller }: Of, negotiationId: string, issueIds: readonly string[]): Section => {
  const sentences: BriefSentence[] = [];
  const notes: Message[] = issueIds.length > 0 ? [] : [{ id: 'brief.none.issues', parameters: {} }];
  for (const issueId of issueIds) {
    const issue = teller.nameOf('issue', issueId);
    const said = statementsOf(db, negotiationId, { issueId }, { after: undefined, limit: MOST.statements });
    const rows = withFacts<StatementEvent, OfThing>(
      db,
      said.map(({ id }) => ({ id, stream: streamOf('statement', id) })),
    );
    for (const { id, facts } of rows)
      for (const fact of facts.filter(({ onlyNames }) => !onlyNames))
        sentences.push(teller.tellFact(fact, { kind: 'statement', id, opening: facts[0] }));
    const more = countStatementsOn(db, negotiationId, issueId) - said.length;
    if (said.length === 0) notes.push({ id: 'brief.none.statements', parameters: { issue } });
    if (more > 0) notes.push({ id: 'brief.notShown.statements', parameters: { count: more, issue } });
  }
  return section('statements', sentences, notes);
};

/** The open disputes of a negotiation, those about the meeting first. */
export const openDisputes = ({ db, meeting }: Of, negotiationId: string): readonly Dispute[] => {
  const open = disputesOf(db, negotiationId, { status: 'open' }, { after: undefined, limit: MOST.disputes });
  const isOfMeeting = ({ about }: Dispute) => about.id === meeting.id;
  return [...open.filter(isOfMeeting), ...open.filter((one) => !isOfMeeting(one))];
};

/** Accounts that contradict each other, and of which none is preferred. */
export const disputesSection = ({ db, teller }: Of, negotiationId: string, all: readonly Dispute[]): Section => {
  const open = all.slice(0, MOST.shownDisputes);
  const rows = withFacts<DisputeEvent, OfThing>(
    db,
    open.map(({ id }) => ({ id, stream: streamOf('dispute', id) })),
  );
  return section(
    'disputes',
    rows.flatMap(({ id, facts }, n) => {
      const { kind, id: about } = open[n]!.about;
      const qualifier = untold({ id: 'brief.about', parameters: { thing: teller.nameOf(kind, about) } });
      return facts.map((fact) => ({ ...teller.tellFact(fact, { kind: 'dispute', id, opening: facts[0] }), qualifier }));
    }),
    [
      ...(open.length === 0 ? [{ id: 'brief.none.disputes', parameters: {} } as const] : []),
      ...notShown(countDisputes(db, negotiationId, 'open') - open.length),
    ],
  );
};
