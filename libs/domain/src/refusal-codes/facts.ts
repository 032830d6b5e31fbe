import { fix, fixFirst, sharing, reread } from './advice.js';

/** Facts that happen once. */
const ONCE = [
  'approval',
  'commitment-released',
  'dispute-settled',
  'entry-into-force',
  'meeting-held',
  'party-left',
  'proposal-adopted',
  'proposal-withdrawn',
  'representative-stood-down',
  'statement-withdrawn',
] as const;

/** Facts that happen once until another fact undoes them. */
const ONCE_UNTIL_UNDONE = [
  'acceptance',
  'conclusion',
  'fulfilment-reported',
  'issue-settled',
  'meeting-cancelled',
  'position-taken',
  'provision-removed',
  'rejection',
] as const;

/** A fact contradicts itself, or another fact of its thing. */
export const FACT_CODES = {
  ...sharing(
    ONCE,
    '-already-recorded',
    reread(
      'This fact is already recorded, and it can happen only once.',
      'Read the thing. Correct the earlier record, or name its event in `reportOf` if this is another account of it.',
    ),
  ),
  ...sharing(
    ONCE_UNTIL_UNDONE,
    '-already-recorded',
    reread(
      'This fact is already recorded, and nothing has undone it since.',
      'Read the thing. Correct the earlier record, or name its event in `reportOf` if this is another account of it. If it happened again, first record what happened in between, and send this again.',
      'afterwards',
    ),
  ),
  'provision-already-recorded': fix(
    'The measure has a provision with this `provisionId` already, or the request names it twice.',
    'Use another `provisionId`, or correct the earlier record.',
  ),
  'record-inconsistent': fixFirst(
    'The correction or voiding would make another fact of the thing invalid. `detail` names that fact and the rule.',
    'Void or correct that fact first, and send the request again.',
  ),
  'accounts-agree': fix('Both accounts of a dispute are the same.', 'Set `rivalAccount` to the account that differs.'),
  'attendee-named-twice': fix('A person is in `attendance` more than once.', 'List each person once.'),
  'commitment-by-nobody': fix('`byIds` is empty.', 'Name at least one party that made the commitment.'),
  'consent-of-nobody': fix(
    '`consentOf` is empty.',
    'Name at least one party, or leave the field out if every principal must consent.',
  ),
  'document-without-name': fix(
    'The document has neither a title nor a URL, and a digest alone does not identify it.',
    'Set the `title` or the `url` of the document.',
  ),
  'end-before-start': fix('A period ends before it starts.', 'Correct its start or its end.'),
  'evidence-of-wrong-kind': fix(
    'A thing of this kind cannot be evidence of a position.',
    'Name a statement, a meeting, a measure or a proposal.',
  ),
  'head-not-coming': fix(
    'The head of the delegation is a member who is not coming.',
    'Leave `headId` out, or correct that member.',
  ),
  'held-on-another-day': fix(
    'The hours of the meeting are on another day than `occurredOn` says.',
    'Correct the day or the hours, or leave `occurredOn` out.',
  ),
  'member-named-twice': fix('A person is in `members` more than once.', 'List each person once.'),
  ...sharing(
    ['minutes', 'proposal', 'revision'],
    '-without-content',
    fix('The fact has neither a text nor a document.', 'Set `text`, or the `document` that contains it.'),
  ),
  'nothing-described': fix(
    'The description of the negotiation has no field.',
    'Set at least one of `title`, `subject` and `description`.',
  ),
  'private-on-the-record': fix(
    'A private remark is marked as on the record.',
    'Set `attribution` to `background`, `chatham-house` or `unattributed`, or choose another kind of statement.',
  ),
  'provision-unknown': fixFirst(
    'The measure has no provision with this `provisionId`.',
    'Use one of those that `detail` names, or expand the measure first.',
  ),
  'provisions-missing': fix('The measure has no provision.', 'Name at least one provision.'),
  'refers-to-itself': fix('A field names the thing itself.', 'Leave the field out, or name another thing.'),
  'replacement-without-replaced': fix(
    'An attendee has a `replacedById`, but was not replaced.',
    'Set `presence` to `replaced`, or leave `replacedById` out.',
  ),
  'salience-out-of-range': fix('The salience is below 0 or above 100.', 'Set `salience` to 0 to 100.'),
  'scale-out-of-range': fix('The place on the scale is below 0 or above 100.', 'Set `scale` to 0 to 100.'),
  'speaker-missing': fix(
    'A statement on the record has no speaker.',
    'Set `speakerId`. To withhold the name, set `attribution` to `background`, `chatham-house` or `unattributed`.',
  ),
  'tabled-by-nobody': fix('`tabledByIds` is empty.', 'Name at least one party that tabled the proposal.'),
  'learned-before-it-happened': fix(
    '`learnedAt` is before the fact happened.',
    'Correct one of the dates, or leave `learnedAt` out. Record what was known in advance as a plan or a statement.',
  ),
  'learned-in-the-future': fix(
    '`learnedAt` is later than the current time of the service.',
    'Correct it, or leave it out if you learned the fact now.',
  ),
  'occurred-in-the-future': fix(
    'The fact is dated in the future, but only plans may be.',
    'Correct the date or the hour. Use `planned`, `due`, `from` or `entersIntoForce` for what is to come.',
  ),
  'published-in-the-future': fix('A source is dated in the future.', 'Correct `publishedOn`.'),
} as const;
