import { describe, expect, it } from '@jest/globals';
import { assessCommitment } from './assess-commitment.js';
import type { CommitmentEvent } from './commitment.js';
import type { PartyId } from './ids.js';

const eu = 'eu' as PartyId;
const china = 'china' as PartyId;
const switzerland = 'switzerland' as PartyId;
const made = (byIds: readonly PartyId[], toIds?: readonly PartyId[]): CommitmentEvent => ({
  type: 'CommitmentMade',
  data: { byIds, text: 'an upgraded export supply mechanism', ...(toIds && { toIds }) },
});
const fulfilled = (partyId: PartyId): CommitmentEvent => ({ type: 'FulfilmentReported', data: { partyId } });
const disputed = (partyId: PartyId): CommitmentEvent => ({
  type: 'CommitmentDisputed',
  data: { partyId, reason: 'only half' },
});
const released = (partyId: PartyId): CommitmentEvent => ({ type: 'CommitmentReleased', data: { partyId } });
const progress: CommitmentEvent = { type: 'ProgressReported', data: { text: 'licences', figure: 'just over half' } };

describe('the status of a commitment', () => {
  it('is open until somebody reports fulfilment, whatever progress is reported', () => {
    expect(assessCommitment([made([eu, china]), progress])).toEqual({
      status: 'open',
      saidFulfilledBy: [],
      disputedBy: [],
      releasedBy: [],
      outstanding: [eu, china],
    });
  });
  it('is fulfilled once both parties that made it say so', () => {
    expect(assessCommitment([made([eu, china]), fulfilled(china)])).toMatchObject({
      status: 'open',
      saidFulfilledBy: [china],
      outstanding: [eu],
    });
    expect(assessCommitment([made([eu, china]), fulfilled(china), fulfilled(eu)])).toMatchObject({
      status: 'fulfilled',
      outstanding: [],
    });
  });
  it('is not fulfilled if only the maker says so, without the receiver', () => {
    expect(assessCommitment([made([china], [eu]), fulfilled(china)])).toMatchObject({
      status: 'open',
      outstanding: [eu],
    });
    expect(assessCommitment([made([china], [eu]), fulfilled(china), fulfilled(eu)]).status).toBe('fulfilled');
  });
  it('is not fulfilled if a third party says so', () => {
    expect(assessCommitment([made([china], [eu]), fulfilled(switzerland)])).toMatchObject({
      status: 'open',
      saidFulfilledBy: [switzerland],
      outstanding: [china, eu],
    });
  });

  it('is disputed until the disputing party reports fulfilment', () => {
    expect(assessCommitment([made([china], [eu]), fulfilled(china), disputed(eu)])).toMatchObject({
      status: 'disputed',
      disputedBy: [eu],
      outstanding: [eu],
    });
    expect(assessCommitment([made([china], [eu]), fulfilled(china), disputed(eu), fulfilled(eu)])).toMatchObject({
      status: 'fulfilled',
      disputedBy: [],
    });
  });
  it('is disputed again if a party disputes it after reporting fulfilment', () => {
    expect(assessCommitment([made([china], [eu]), fulfilled(china), fulfilled(eu), disputed(eu)])).toMatchObject({
      status: 'disputed',
      saidFulfilledBy: [china],
      outstanding: [eu],
    });
  });

  it('is released once every receiver releases it, but not by its maker', () => {
    const toBoth = made([china], [eu, switzerland]);
    expect(assessCommitment([toBoth, released(eu)])).toMatchObject({ status: 'open', releasedBy: [eu] });
    expect(assessCommitment([toBoth, released(eu), released(switzerland)]).status).toBe('released');
    expect(assessCommitment([toBoth, released(china)]).status).toBe('open');
  });
  it('is released once all makers release it, if it has no receivers', () => {
    expect(assessCommitment([made([eu, china]), released(eu)]).status).toBe('open');
    expect(assessCommitment([made([eu, china]), disputed(china), released(eu), released(china)]).status).toBe(
      'released',
    );
  });
  it('stays fulfilled if it is also released', () => {
    expect(assessCommitment([made([china], [eu]), released(eu), fulfilled(eu), fulfilled(china)]).status).toBe(
      'fulfilled',
    );
  });
  it('is open without any recorded event', () => {
    expect(assessCommitment([])).toMatchObject({ status: 'open', outstanding: [] });
  });
});
