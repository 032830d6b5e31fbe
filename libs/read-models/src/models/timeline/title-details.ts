import type { EventOf } from '#domain/events.js';
import type { Kind } from '#domain/ids.js';
import type { Coming, Mode } from '#domain/meeting.js';
import { type Message, message } from '#messages/messages.js';
import type { Fact } from '../../projection/read-model.js';
import { type Naming, UNNAMED } from './fact-parts.js';
import { nameList } from './part.js';
import { membersWho, presentIn } from './people-in.js';
import { short } from './wording.js';

/** What a title says in brackets after its sentence: what else the English line says of how, of whom and by whose word. */
export const detailsOf = (fact: Fact, naming: Naming): readonly Message[] => {
  const details = DETAILS[fact.type] as
    | ((data: unknown, naming: Naming) => readonly (Message | undefined)[])
    | undefined;
  return (details?.(fact.data, naming) ?? []).filter((one) => one !== undefined);
};

const given = <T>(value: T | undefined, say: (value: T) => Message | undefined): Message | undefined =>
  value === undefined ? undefined : say(value);

/** Undefined if nobody is named, or the one who is may not be named here. */
const named = (kind: Kind, id: string | undefined, { nameOf }: Naming): string | undefined =>
  id === undefined ? undefined : nameOf(kind, id);
const listOf = (kind: Kind, ids: readonly string[] | undefined, { nameOf, most }: Naming) =>
  ids === undefined || ids.length === 0
    ? undefined
    : nameList(
        ids.map((id) => nameOf(kind, id) ?? UNNAMED),
        most,
      );

const accordingTo = (source: string | undefined) =>
  given(source, (who) => message('detail.accordingTo', { source: who }));
const inPlace = (place: string | undefined) => [
  given(place, (where) => message('detail.place', { place: short(where) })),
];
const inMode = (mode: Mode | undefined) =>
  mode === undefined || mode === 'in-person' ? undefined : message(`detail.mode.${mode}`, {});
const withReason = ({ reason }: Readonly<{ reason?: string }>) => [
  given(reason, (words) => message('detail.reason', { reason: short(words) })),
];

type Position = Pick<EventOf<'PositionTaken'>['data'], 'scope'> & Partial<EventOf<'PositionTaken'>['data']>;
const ofPosition = ({ scope, kind }: Position) => [
  scope === 'private' ? message('detail.private', {}) : undefined,
  given(kind, (known) => message(`state.position.${known}`, {})),
];

type Provision = Readonly<{
  provisionId: string;
  forPartyIds?: readonly string[];
  instrument?: string;
  instrumentId?: string;
}>;
const ofProvision = ({ provisionId, forPartyIds, instrument, instrumentId }: Provision, naming: Naming) => {
  const by = named('measure', instrumentId, naming) ?? (instrument === undefined ? undefined : short(instrument));
  return [
    ...ofReference(naming),
    message('detail.provision', { provision: provisionId }),
    given(listOf('party', forPartyIds, naming), (parties) => message('detail.forParties', { parties })),
    given(by, (what) => message('detail.by', { instrument: what })),
  ];
};
const ofReference = ({ opening }: Naming) => [
  given(opening?.type === 'MeasureAnnounced' ? opening.data.reference : undefined, (text) =>
    message('detail.reference', { reference: short(text) }),
  ),
];

const ofDispute = (about: EventOf<'AccountDisputed'>['data']['about'] | undefined, naming: Naming) =>
  given(about && naming.nameOf(about.kind, about.id), (thing) => message('detail.about', { thing }));

const DETAILS: Partial<{
  readonly [Type in Fact['type']]: (data: EventOf<Type>['data'], naming: Naming) => readonly (Message | undefined)[];
}> = {
  RepresentativeNamed: ({ post, partyId }, naming) => [
    given(post, (words) => message('detail.post', { post: short(words) })),
    given(named('party', partyId, naming), (party) => message('detail.ofParty', { party })),
  ],

  MeetingProposed: ({ level, mode, place, partyIds }, naming) => [
    given(level, (known) => message(`detail.level.${known}`, {})),
    inMode(mode),
    given(listOf('party', partyIds, naming), (people) => message('detail.with', { people })),
    ...inPlace(place),
  ],
  MeetingScheduled: ({ place }) => inPlace(place),
  MeetingConfirmed: ({ place }) => inPlace(place),
  MeetingRescheduled: ({ place }) => inPlace(place),
  MeetingHeld: (held, naming) => {
    const { place, partyIds = [], durationText } = held;
    // The sentence names the parties.
    const people = partyIds.length === 0 ? listOf('representative', presentIn(held), naming) : undefined;
    return [
      ...inPlace(place),
      given(people, (names) => message('detail.with', { people: names })),
      given(durationText, (words) => message('detail.duration', { words: short(words) })),
    ];
  },
  InvitationAnswered: ({ delegatedToId, reportedById }, naming) => [
    given(named('representative', delegatedToId, naming), (person) => message('detail.passedTo', { person })),
    accordingTo(named('representative', reportedById, naming)),
  ],
  DelegationAnnounced: (delegation, naming) => {
    const { level, headId, confirmed, announcedById } = delegation;
    const who = (coming: Coming) => listOf('representative', membersWho(coming, delegation), naming);
    return [
      given(level, (known) => message(`detail.level.${known}`, {})),
      given(named('representative', headId, naming), (person) => message('detail.ledBy', { person })),
      given(who('coming'), (people) => message('detail.with', { people })),
      given(who('not-coming'), (people) => message('detail.without', { people })),
      given(who('unclear'), (people) => message('detail.unclearWhether', { people })),
      message(confirmed ? 'detail.confirmed' : 'detail.notConfirmed', {}),
      accordingTo(named('representative', announcedById, naming)),
    ];
  },
  StatementMade: ({ speakerId, partyId, toIds, attribution = 'on-the-record' }, naming) => [
    given(listOf('party', toIds, naming), (parties) => message('detail.toParties', { parties })),
    // Where somebody is named, the sentence says it.
    speakerId === undefined && partyId === undefined && attribution !== 'on-the-record'
      ? message(`detail.${attribution}`, {})
      : undefined,
  ],
  StatementWithdrawn: withReason,
  PositionTaken: ofPosition,
  PositionShifted: ofPosition,
  PositionMaintained: ofPosition,
  PositionWithdrawn: ({ scope }) => ofPosition({ scope }),
  MeasureAnnounced: ({ instrument, affectedPartyIds, issuedById, widensId }, naming) => [
    ...ofReference(naming),
    message(`detail.instrument.${instrument}`, {}),
    given(listOf('party', affectedPartyIds, naming), (parties) => message('detail.affecting', { parties })),
    given(named('representative', issuedById, naming), (body) => message('detail.by', { instrument: body })),
    given(named('measure', widensId, naming), (measure) => message('detail.widening', { measure })),
  ],
  ProvisionEnteredIntoForce: ofProvision,
  ProvisionSuspended: ofProvision,
  ProvisionReinstated: ofProvision,
  ProvisionRemoved: ofProvision,
  FigureReported: ({ reportedById, reportedBy }, naming) => [
    accordingTo(named('representative', reportedById, naming) ?? (reportedBy && short(reportedBy))),
  ],
  CommitmentMade: ({ toIds }, naming) => [
    given(listOf('party', toIds, naming), (parties) => message('detail.toParties', { parties })),
  ],
  ProgressReported: ({ figure, reportedById, partyId, reportedBy }, naming) => [
    given(figure, (words) => message('detail.figure', { figure: short(words) })),
    accordingTo(
      named('representative', reportedById, naming) ??
        named('party', partyId, naming) ??
        (reportedBy && short(reportedBy)),
    ),
  ],
  ProposalTabled: ({ binding }) => [message(binding ? 'detail.binding' : 'detail.notBinding', {})],
  AccountDisputed: ({ about, rivalPublisher }, naming) => [
    ofDispute(about, naming),
    accordingTo(rivalPublisher && short(rivalPublisher)),
  ],
  DisputeSettled: (_, naming) => [
    ofDispute(naming.opening?.type === 'AccountDisputed' ? naming.opening.data.about : undefined, naming),
  ],
};
