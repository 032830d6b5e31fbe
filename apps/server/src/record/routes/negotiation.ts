import { negotiation, type NegotiationEvents, type Outcome, OUTCOMES } from '#domain/negotiation.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { Fact, type Fields, OpeningFact, ReasonedFact } from '../../http/validation/fact.js';
import { Line, OneOf, Text } from '../../http/validation/fields.js';

const optional = { optional: true } as const;

class OpenNegotiation extends OpeningFact implements Fields<NegotiationEvents['NegotiationOpened']> {
  @Line() readonly title!: string;
  @Line({ ...optional, description: 'The subject, in one line' }) readonly subject?: string;
  @Text(optional) readonly description?: string;
}

class DescribeNegotiation extends Fact implements Fields<NegotiationEvents['NegotiationDescribed']> {
  @Line(optional) readonly title?: string;
  @Line(optional) readonly subject?: string;
  @Text(optional) readonly description?: string;
}

class ConcludeNegotiation extends Fact implements Fields<NegotiationEvents['NegotiationConcluded']> {
  @OneOf(OUTCOMES, { name: 'NegotiationOutcome' }) readonly outcome!: Outcome;
  @Text(optional) readonly summary?: string;
}

export const negotiationRoutes = commandRoutes(negotiation, {
  routes: {
    OpenNegotiation: {
      path: 'negotiations',
      dto: OpenNegotiation,
      summary: 'Open the record of a negotiation',
      examples: {
        rareEarths: {
          id: ID.negotiation,
          title: 'EU–China talks on rare-earth export controls',
          subject: 'Export controls on rare earths and related technologies',
          occurredOn: '2025-10',
        },
      },
    },
    DescribeNegotiation: {
      path: 'negotiations/:id/describe',
      dto: DescribeNegotiation,
      summary: 'Change the title, subject or description of a negotiation',
      examples: { description: { description: 'The talks that followed the controls of April and October 2025.' } },
    },
    ActivateNegotiation: {
      path: 'negotiations/:id/activate',
      dto: ReasonedFact,
      summary: 'Record that exploratory contacts became formal negotiations',
      examples: {
        videoConference: {
          occurredOn: '2025-10-27',
          reason: 'The teams met by video conference to prepare the talks in Brussels.',
        },
      },
    },
    SuspendNegotiation: {
      path: 'negotiations/:id/suspend',
      dto: ReasonedFact,
      summary: 'Suspend a negotiation',
      examples: {
        controlsSuspended: { occurredOn: '2025-11', reason: 'The controls are suspended; no meeting is planned.' },
        lateAtNight: {
          occurredOn: '2025-12-10',
          occurredTime: { time: '00:15', zone: 'Asia/Shanghai' },
          reason: 'The delegations left the room.',
        },
      },
    },
    ResumeNegotiation: {
      path: 'negotiations/:id/resume',
      dto: ReasonedFact,
      summary: 'Resume a negotiation',
      examples: {
        licencesDiscussed: { occurredOn: '2025-12', reason: 'General licences are being discussed.' },
        inTheEvening: { occurredOn: '2025-12-10', occurredTime: { time: '19:00', zone: 'Asia/Shanghai' } },
      },
    },
    ConcludeNegotiation: {
      path: 'negotiations/:id/conclude',
      dto: ConcludeNegotiation,
      summary: 'Conclude a negotiation: with an agreement, without one, or by lapse',
      examples: {
        agreement: { occurredOn: '2026', outcome: 'agreement', summary: 'Both sides agreed on general licences.' },
      },
    },
    ReopenNegotiation: {
      path: 'negotiations/:id/reopen',
      dto: ReasonedFact,
      summary: 'Reopen a concluded negotiation',
      examples: { questioned: { occurredOn: '2026', reason: 'The agreement was questioned.' } },
    },
  },
});
