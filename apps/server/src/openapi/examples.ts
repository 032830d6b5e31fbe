/** The ids in the examples of the OpenAPI document. The examples are accepted if they are sent in the order of the document. */
export const ID = {
  negotiation: '5ba1ad00-0000-4000-8000-000000000001',
  eu: '5ba1ad00-0000-4000-8000-000000000011',
  china: '5ba1ad00-0000-4000-8000-000000000012',
  sefcovic: '5ba1ad00-0000-4000-8000-000000000021',
  gill: '5ba1ad00-0000-4000-8000-000000000022',
  wang: '5ba1ad00-0000-4000-8000-000000000023',
  mofcom: '5ba1ad00-0000-4000-8000-000000000024',
  councilPresident: '5ba1ad00-0000-4000-8000-000000000025',
  controls: '5ba1ad00-0000-4000-8000-000000000031',
  licences: '5ba1ad00-0000-4000-8000-000000000032',
  brussels: '5ba1ad00-0000-4000-8000-000000000041',
  summit: '5ba1ad00-0000-4000-8000-000000000042',
  call: '5ba1ad00-0000-4000-8000-000000000043',
  minutes: '5ba1ad00-0000-4000-8000-000000000051',
  harmful: '5ba1ad00-0000-4000-8000-000000000061',
  arrival: '5ba1ad00-0000-4000-8000-000000000062',
  comingWeeks: '5ba1ad00-0000-4000-8000-000000000063',
  inPrivate: '5ba1ad00-0000-4000-8000-000000000064',
  licensing: '5ba1ad00-0000-4000-8000-000000000071',
  measure: '5ba1ad00-0000-4000-8000-000000000072',
  suspension: '5ba1ad00-0000-4000-8000-000000000073',
  pledge: '5ba1ad00-0000-4000-8000-000000000081',
  proposal: '5ba1ad00-0000-4000-8000-000000000091',
  dispute: '5ba1ad00-0000-4000-8000-0000000000a1',
  origin: '5ba1ad00-0000-4000-8000-0000000000a2',
  feed: '5ba1ad00-0000-4000-8000-0000000000c1',
  webhook: '5ba1ad00-0000-4000-8000-0000000000c2',
  letter: '5ba1ad00-0000-4000-8000-0000000000c3',
} as const;

const EVENT = '5ba1ad00-0000-4000-8000-0000000000ff';

/** The example of each id in a path: by the plural before it, or by its name. */
export const EXAMPLE_IDS: Readonly<Record<string, string>> = {
  negotiationId: ID.negotiation,
  meetingId: ID.brussels,
  provisionId: '1-3',
  negotiations: ID.negotiation,
  parties: ID.china,
  representatives: ID.gill,
  issues: ID.controls,
  meetings: ID.brussels,
  minutes: ID.minutes,
  statements: ID.comingWeeks,
  // The service makes the ids of positions with a key, so no example has this one.
  positions: '5ba1ad00-0000-4000-8000-0000000000b1',
  measures: ID.measure,
  commitments: ID.pledge,
  proposals: ID.proposal,
  disputes: ID.dispute,
  feeds: ID.feed,
  webhooks: ID.webhook,
  'dead-letters': ID.letter,
  // The service chooses the ids of events.
  events: EVENT,
};

export const EXAMPLE = {
  correction: { eventId: EVENT, changes: { occurredOn: '2025-10' }, reason: 'The note names no day.' },
  voiding: { eventId: EVENT, reason: 'It was recorded twice.' },
  marking: {
    marking: { level: 'public', originator: 'Council of the European Union', handling: ['LIMITE'] },
    reason: 'It is for delegations only.',
  },
  // Without its originator, a marking is lower.
  approval: {
    marking: { level: 'public' },
    reason: 'The text was published.',
    consent: 'Note of the Council secretariat of 14 January 2026',
  },
  withdrawal: { reason: 'Only a part of the text was published.' },
} as const;
