import { OUTCOMES } from '#domain/negotiation.js';
import { WORLD_KINDS } from '#domain/ids.js';
import {
  ISSUE_STATUSES,
  NEGOTIATION_STATUSES,
  PARTY_STATUSES,
  REPRESENTATIVE_STATUSES,
} from '#read-models/models/overview/overview.js';
import { all, type Fields, list, named, object, oneOf, said, text, uuid, whole } from '../../openapi/schema.js';
import { type FactType, historySchema, type ToldFields } from '../../openapi/command-schemas.js';
import { thingPage } from '../../openapi/common-responses.js';

const becomes = (statuses: readonly string[]): Fields => ({
  'status?': said('What it became by this', oneOf(statuses)),
});

export const overviewAnswers = ({ of }: ToldFields): Fields => {
  const item = (opening: FactType, statuses: readonly string[], more: Fields = {}) =>
    all(
      named('Account'),
      object({ id: uuid, status: oneOf(statuses), ...of(opening), 'since?': named('Since'), ...more }),
    );
  return {
    Negotiation: item('NegotiationOpened', NEGOTIATION_STATUSES, {
      'outcome?': said('Of a negotiation that is concluded', oneOf(OUTCOMES)),
      'summary?': said('Of what was concluded', text),
    }),
    Party: item('PartyJoined', PARTY_STATUSES),
    Representative: item('RepresentativeNamed', REPRESENTATIVE_STATUSES),
    Issue: item('IssueRaised', ISSUE_STATUSES),
    NegotiationPage: thingPage('Negotiation', {
      history: historySchema('negotiation', becomes(NEGOTIATION_STATUSES)),
      parties: said('The first 200', list(named('Party'))),
      people: said('The first 200 people and bodies', list(named('Representative'))),
      issues: said('The first 200', list(named('Issue'))),
      'nextMeeting?': said('As `meetings/next` has it', named('Meeting')),
      'lastEvent?': said('The last fact by today of which the date was told', named('TimelineItem')),
      counts: said(
        'How many things of each kind are on record',
        object(Object.fromEntries(WORLD_KINDS.filter((kind) => kind !== 'negotiation').map((kind) => [kind, whole]))),
      ),
    }),
    PartyPage: thingPage('Party', { history: historySchema('party', becomes(PARTY_STATUSES)) }),
    RepresentativePage: thingPage('Representative', {
      history: historySchema('representative', becomes(REPRESENTATIVE_STATUSES)),
    }),
    IssuePage: thingPage('Issue', { history: historySchema('issue', becomes(ISSUE_STATUSES)) }),
  };
};
