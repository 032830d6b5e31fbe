import { type CommandsOf, type Decider, type EventsOf, type Refusal, refuse, unknown } from './decider.js';

/** A person, as the login knows them. */
type Person = { issuer: string; subject: string; name?: string };

// Events
export type GrantEvents = {
  GrantGiven: Person & { reason?: string };
  GrantRevoked: Person & { reason?: string };
};
export type GrantEvent = EventsOf<GrantEvents>;

// Commands
const records = {
  GiveGrant: 'GrantGiven',
  RevokeGrant: 'GrantRevoked',
} as const;
export type GrantCommand = CommandsOf<typeof records, GrantEvents>;

// State
/** Whoever opened a negotiation has it without a grant, so that a revocation may come first. */
export type Grant = Readonly<{ status: 'none' | 'given' | 'revoked' }>;

const guard = (command: GrantCommand, { status }: Grant): Refusal | undefined => {
  switch (command.type) {
    case 'GiveGrant':
      return status === 'given' ? refuse('grant-already-given', 'They have this negotiation already.') : undefined;
    case 'RevokeGrant':
      return status === 'revoked' ? refuse('grant-already-revoked', 'It was revoked already.') : undefined;
    default:
      return unknown(command);
  }
};

const evolve = (_: Grant, event: GrantEvent): Grant => {
  switch (event.type) {
    case 'GrantGiven':
      return { status: 'given' };
    case 'GrantRevoked':
      return { status: 'revoked' };
    default:
      return unknown(event);
  }
};

/**
 * Who may see a negotiation and record in it: what they may do there, their role says. Each act stands as it was done and
 * holds from then on; none is corrected or voided, and a wrong one is undone by its opposite.
 */
export const grant: Decider<Grant, GrantCommand, GrantEvent> = {
  kind: 'grant',
  records,
  initial: { status: 'none' },
  guard,
  evolve,
};
