import { COMING, LEVELS, PARTSTAT } from '#domain/meeting.js';
import { MEETING_STATUSES } from '#read-models/models/meetings/meeting-plan.js';
import {
  all,
  day,
  type Fields,
  flag,
  idOf,
  idsOf,
  list,
  named,
  object,
  oneOf,
  omit,
  orNull,
  said,
  text,
  uuid,
} from '../../openapi/schema.js';
import { briefFactSchema, factSchema, historySchema, type ToldFields } from '../../openapi/command-schemas.js';
import { thingPage } from '../../openapi/common-responses.js';

const coming = said(
  '`unanswered`: invited, and nothing was said of it; `unclear`: what was said leaves it open',
  oneOf([...COMING, 'unanswered']),
);
const confirmed = said('Whether the delegation was confirmed, where the word is about one', flag);

export const meetingAnswers = ({ of }: ToldFields): Fields => ({
  Meeting: all(
    named('Account'),
    object({
      id: uuid,
      ...omit(of('MeetingProposed'), 'planned'),
      status: said(
        '`proposed`: no day is known; `tentative`: a day was named; `confirmed`: a party said that it comes',
        oneOf(MEETING_STATUSES),
      ),
      'place?': said('Where, by the last word', text),
      partyIds: said('Those said to meet, that announced a delegation, or that came', idsOf('party')),
      issueIds: idsOf('issue'),
      'planned?': said('When it is due, by the last word', named('PlannedAccount')),
      'plannedAccounts?': said('Every account of when it is due, where they differ', list(named('PlannedAccount'))),
      invitations: list(named('Invitation')),
      delegations: list(named('Delegation')),
      coming: said('Whether each person who was invited or announced comes', list(named('Comer'))),
      'held?': said('How it was held, by the account that counts', factSchema('MeetingHeld')),
      'heldAccounts?': said(
        'Every account of how it was held, where there are several',
        list(briefFactSchema('MeetingHeld')),
      ),
      history: historySchema('meeting'),
    }),
  ),
  PlannedAccount: said(
    'When a meeting is due, as one account has it',
    all(
      named('Planned'),
      named('BriefAccount'),
      object({
        'earliest?': said('The first day that `on` can mean; null where that end is open', orNull(day)),
        'latest?': said('The last day that `on` can mean; null where that end is open', orNull(day)),
      }),
    ),
  ),
  Invitation: object({
    personId: idOf('representative'),
    extended: said(
      'Empty where somebody answered and no invitation is on record',
      list(briefFactSchema('InvitationExtended')),
    ),
    'answer?': said('The last word', briefFactSchema('InvitationAnswered')),
    answers: list(briefFactSchema('InvitationAnswered')),
  }),
  Delegation: said(
    'Whom a party sends, by the last word on each point',
    object({
      partyId: idOf('party'),
      'level?': oneOf([...LEVELS, 'unclear']),
      'headId?': idOf('representative'),
      members: list(named('Member')),
      confirmed: flag,
      'announcedById?': idOf('representative'),
      announcements: said(
        'Every announcement, in the order of the world',
        list(briefFactSchema('DelegationAnnounced')),
      ),
    }),
  ),
  Comer: said(
    'Whether a person comes, by the last word, and all that was said of it',
    object({
      personId: idOf('representative'),
      'partyId?': idOf('party'),
      coming,
      'confirmed?': confirmed,
      'saidById?': said('Who said so', uuid),
      words: list(
        all(
          named('BriefAccount'),
          object({
            type: oneOf(['InvitationAnswered', 'DelegationAnnounced']),
            personId: idOf('representative'),
            'partyId?': idOf('party'),
            coming,
            'answer?': said('PARTSTAT of RFC 5545', oneOf(PARTSTAT)),
            'delegatedToId?': idOf('representative'),
            'confirmed?': confirmed,
            'saidById?': said('Who said so', uuid),
            'text?': text,
          }),
        ),
      ),
    }),
  ),
  MeetingPage: thingPage('Meeting', {
    preparedByIds: said('The meetings that prepare it', list(uuid)),
    minutes: list(named('Minutes')),
    readouts: said('What each side says of it: its statements of kind readout', list(named('StatementTold'))),
  }),
  NextMeeting: object({
    meeting: said('null where nothing is planned', orNull(named('Meeting'))),
    names: named('Names'),
  }),
});
