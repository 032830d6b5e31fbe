import type { PartyId } from '#domain/ids.js';
import { issue, type IssueEvents } from '#domain/issue.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { Fact, type Fields, OpeningFact, ReasonedFact } from '../../http/validation/fact.js';
import { Line, Ref, Text } from '../../http/validation/fields.js';

const optional = { optional: true } as const;

class RaiseIssue extends OpeningFact implements Fields<IssueEvents['IssueRaised']> {
  @Line() readonly title!: string;
  @Text(optional) readonly description?: string;
  @Ref('party', optional) readonly raisedById?: PartyId;
}

class SettleIssue extends Fact implements Fields<IssueEvents['IssueSettled']> {
  @Text({ ...optional, description: 'The terms of the agreement' }) readonly terms?: string;
}

export const issueRoutes = commandRoutes(issue, {
  routes: {
    RaiseIssue: {
      path: 'negotiations/:negotiationId/issues',
      dto: RaiseIssue,
      summary: 'Raise an issue that the parties disagree on',
      examples: {
        controls: {
          id: ID.controls,
          title: 'Export controls on rare earths',
          description: 'China’s tightened controls on rare earths and related technologies, citing national security.',
          raisedById: ID.eu,
          occurredOn: '2025-04/..',
        },
        licences: { id: ID.licences, title: 'General export licences', raisedById: ID.eu, occurredOn: '2025-10' },
      },
    },
    SettleIssue: {
      path: 'issues/:id/settle',
      dto: SettleIssue,
      summary: 'Record that the parties agree on an issue',
      examples: {
        suspended: {
          terms: 'The October controls are suspended until 10 November 2026.',
          occurredOn: '2025-11-07',
        },
      },
    },
    ReopenIssue: {
      path: 'issues/:id/reopen',
      dto: ReasonedFact,
      summary: 'Reopen an issue',
      examples: {
        april: {
          reason: 'The licensing regime of April is not on the list of what is suspended.',
          occurredOn: '2025-11',
        },
      },
    },
  },
});
