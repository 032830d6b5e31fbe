import { type CommandsOf, type Decider, type EventsOf, onlyOnce, type Refusal, unknown } from './decider.js';
import type { PartyId } from './ids.js';

// Events
export type IssueEvents = {
  IssueRaised: { title: string; description?: string; raisedById?: PartyId };
  IssueSettled: { terms?: string };
  IssueReopened: { reason?: string };
};
export type IssueEvent = EventsOf<IssueEvents>;

// Commands
const records = {
  RaiseIssue: 'IssueRaised',
  SettleIssue: 'IssueSettled',
  ReopenIssue: 'IssueReopened',
} as const;
export type IssueCommand = CommandsOf<typeof records, IssueEvents>;

// State
export type Issue = Readonly<{ settled: boolean }>;

const guard = (command: IssueCommand, { settled }: Issue): Refusal | undefined => {
  switch (command.type) {
    case 'SettleIssue':
      return onlyOnce('issue-settled', settled, 'it was reopened');
    // An issue may come up again that nobody saw settled.
    case 'ReopenIssue':
    case 'RaiseIssue':
      return undefined;
    default:
      return unknown(command);
  }
};

const evolve = (state: Issue, event: IssueEvent): Issue => {
  switch (event.type) {
    case 'IssueRaised':
      return state;
    case 'IssueSettled':
      return { settled: true };
    case 'IssueReopened':
      return { settled: false };
    default:
      return unknown(event);
  }
};

export const issue: Decider<Issue, IssueCommand, IssueEvent> = {
  kind: 'issue',
  records,
  opening: 'RaiseIssue',
  initial: { settled: false },
  guard,
  evolve,
};
