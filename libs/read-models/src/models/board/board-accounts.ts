import type Database from 'better-sqlite3';
import { datesAsEdtf, type PlannedTime } from '#domain/world-date.js';
import { type DatesAsEdtf, fieldsIn, fieldsOf, optionalFieldsIn } from '../../routes/facts.js';
import {
  all,
  described,
  flag,
  idOf,
  named,
  object,
  oneOf,
  type Static,
  text,
  uuid,
  whole,
} from '../../routes/schema.js';
import { accountIn, BriefAccount, briefAccountOf, typesOf } from '../attribution.js';
import { type CommitmentFact, CommitmentStatusName, openCommitmentsOf } from '../commitments.js';
import { countDisputes, disputesOf } from '../disputes.js';
import { briefTexts, first } from './cut.js';

const LastWord = named(
  'CommitmentWord',
  all(
    BriefAccount,
    object({
      type: oneOf('CommitmentFactType', typesOf('commitment')),
      'text?': text,
      'reason?': text,
      'partyId?': idOf('party'),
      'reportedById?': idOf('representative'),
      'reportedBy?': text,
    }),
  ),
);
export const BoardPledge = named(
  'BoardPledge',
  all(
    BriefAccount,
    fieldsIn('CommitmentMade', 'byIds', 'text'),
    optionalFieldsIn('CommitmentMade', 'toIds', 'due', 'meetingId'),
    object({
      id: uuid,
      status: CommitmentStatusName,
      overdue: described('Past the last day on which it can be due', flag),
      'lastWord?': described('What was last said of it; absent if nothing was', LastWord),
    }),
  ),
);
export const BoardDispute = named(
  'BoardDispute',
  described('Both accounts, side by side', all(BriefAccount, fieldsOf('AccountDisputed'), object({ id: uuid }))),
);
export const SettledDisputes = described('How many are settled', whole);

const MOST = { pledges: 10, disputes: 10 } as const;

/** The commitments that are open or disputed, those that are due first. */
export const boardPledges = (db: Database.Database, negotiationId: string, on: string) => {
  const { all, found } = openCommitmentsOf(db, negotiationId, on, MOST.pledges);
  return first(
    found.map(({ id, status, overdue, made, lastWord }): Static<typeof BoardPledge> => {
      const { byIds, toIds, text, due, meetingId } = made.data;
      return {
        id,
        status,
        overdue,
        ...briefTexts({ byIds, toIds, text, due: due && (datesAsEdtf(due) as DatesAsEdtf<PlannedTime>), meetingId }),
        ...briefAccountOf(made),
        ...(lastWord && { lastWord: wordOf(lastWord) }),
      };
    }),
    MOST.pledges,
    all,
  );
};

const wordOf = (fact: Exclude<CommitmentFact, { type: 'CommitmentMade' }>): Static<typeof LastWord> => {
  const { data, type } = fact;
  const picked = Object.fromEntries(Object.entries(data).filter(([name]) => WORD.includes(name)));
  return { type, ...briefTexts(picked), ...briefAccountOf(fact) };
};
const WORD = ['text', 'reason', 'partyId', 'reportedById', 'reportedBy'];

/** The open disputes, and how many are settled. */
export const boardDisputes = (db: Database.Database, negotiationId: string) => {
  const open = disputesOf(db, negotiationId, { status: 'open' }, { after: undefined, limit: MOST.disputes });
  return {
    ...first(
      open.map((dispute): Static<typeof BoardDispute> => {
        const { id, about, field, recordedAccount, rivalAccount, rivalPublisher } = dispute;
        const told = { id, about, field, recordedAccount, rivalAccount, rivalPublisher };
        return { ...briefTexts(told), ...accountIn(dispute) };
      }),
      MOST.disputes,
      countDisputes(db, negotiationId, 'open'),
    ),
    settled: countDisputes(db, negotiationId, 'settled'),
  };
};
