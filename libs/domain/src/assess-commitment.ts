import type { CommitmentEvent, CommitmentStatus } from './commitment.js';
import { unknown } from './decider.js';
import type { PartyId } from './ids.js';

/** The status of a commitment. `outstanding`: the parties, makers first, that have not said that it is fulfilled. */
export type CommitmentAssessment = Readonly<{
  status: CommitmentStatus;
  saidFulfilledBy: readonly PartyId[];
  disputedBy: readonly PartyId[];
  releasedBy: readonly PartyId[];
  outstanding: readonly PartyId[];
}>;

/**
 * Fulfilled if every party that made or received it says so. Released if every receiving party released it; without
 * receivers, every making party. Anybody may dispute it. The last statement of a party counts: fulfilment withdraws its own
 * dispute, and vice versa.
 * `events` are the effective events of the commitment, in chronological order.
 */
export const assessCommitment = (events: readonly CommitmentEvent[]): CommitmentAssessment => {
  const [makers, receivers] = [new Set<PartyId>(), new Set<PartyId>()];
  const [saidFulfilled, disputed, released] = [new Set<PartyId>(), new Set<PartyId>(), new Set<PartyId>()];

  for (const event of events)
    switch (event.type) {
      case 'CommitmentMade':
        for (const partyId of event.data.byIds) makers.add(partyId);
        for (const partyId of event.data.toIds ?? []) receivers.add(partyId);
        break;
      case 'FulfilmentReported':
        saidFulfilled.add(event.data.partyId);
        disputed.delete(event.data.partyId);
        break;
      case 'CommitmentDisputed':
        disputed.add(event.data.partyId);
        saidFulfilled.delete(event.data.partyId);
        break;
      case 'CommitmentReleased':
        released.add(event.data.partyId);
        break;
      case 'ProgressReported':
        break;
      default:
        unknown(event);
    }

  const outstanding = [...new Set([...makers, ...receivers])].filter((partyId) => !saidFulfilled.has(partyId));
  const bound = [...(receivers.size > 0 ? receivers : makers)].filter((partyId) => !released.has(partyId));
  const statusOf = (): CommitmentStatus => {
    if (makers.size === 0) return 'open';
    if (outstanding.length === 0) return 'fulfilled';
    if (bound.length === 0) return 'released';
    return disputed.size > 0 ? 'disputed' : 'open';
  };
  return {
    status: statusOf(),
    saidFulfilledBy: [...saidFulfilled],
    disputedBy: [...disputed],
    releasedBy: [...released],
    outstanding,
  };
};
