import { describe, expect, it } from '@jest/globals';
import { commitment, type CommitmentEvents } from './commitment.js';
import type { EventId, PartyId } from './ids.js';
import { on, scenario } from './testing.js';

const { given } = scenario(commitment);

const eu = 'eu' as PartyId;
const china = 'china' as PartyId;
const pledge: CommitmentEvents['CommitmentMade'] = {
  byIds: [eu, china],
  text: 'an "upgraded export supply mechanism"',
};
const made = { type: 'CommitmentMade', data: pledge } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('commitment', () => {
  it('can be made by both parties together', () => {
    expect(given().when({ type: 'MakeCommitment', data: pledge })).toEqual([made]);
  });
  it('cannot be made twice', () => {
    expect(given(made).when({ type: 'MakeCommitment', data: pledge })).toEqual(refusal('commitment-already-recorded'));
  });
  it('needs at least one maker', () => {
    expect(given().when({ type: 'MakeCommitment', data: { ...pledge, byIds: [] } })).toEqual(
      refusal('commitment-by-nobody'),
    );
  });
  it('can be recorded after its due date', () => {
    expect(given().when({ type: 'MakeCommitment', data: { ...pledge, due: { on: on('1999-12-31') } } })).toHaveLength(
      1,
    );
  });
  it('must exist before progress is reported', () => {
    expect(given().when({ type: 'ReportProgress', data: { text: 'half is done' } })).toEqual(
      refusal('commitment-unknown'),
    );
  });

  it('accepts contradictory progress reports', () => {
    const told = { type: 'ProgressReported', data: { text: 'licences', figure: 'just over half' } } as const;
    const data: CommitmentEvents['ProgressReported'] = {
      text: 'licences',
      figure: 'only half',
      number: 50,
      unit: '%',
      reportedBy: 'another outlet',
    };
    expect(given(made, told).when({ type: 'ReportProgress', data })).toEqual([{ type: 'ProgressReported', data }]);
  });

  it('can be reported as fulfilled once by each party', () => {
    const fulfilled = { type: 'FulfilmentReported', data: { partyId: china } } as const;
    const fulfil = { type: 'ReportFulfilment', data: { partyId: china } } as const;
    expect(given(made).when(fulfil)).toEqual([fulfilled]);
    expect(given(made, fulfilled).when(fulfil)).toEqual(refusal('fulfilment-reported-already-recorded'));
    expect(given(made, fulfilled).when({ ...fulfil, data: { partyId: eu } })).toHaveLength(1);
    expect(given(made, fulfilled).when(fulfil, { reportOf: 'event-1' as EventId })).toHaveLength(1);
  });
  it('can be reported as fulfilled again by a party that disputed it in between', () => {
    const fulfilled = { type: 'FulfilmentReported', data: { partyId: eu } } as const;
    const disputed = (partyId: PartyId) =>
      ({ type: 'CommitmentDisputed', data: { partyId, reason: 'only half' } }) as const;
    const fulfil = { type: 'ReportFulfilment', data: { partyId: eu } } as const;
    expect(given(made, fulfilled, disputed(eu)).when(fulfil)).toHaveLength(1);
    expect(given(made, fulfilled, disputed(china)).when(fulfil)).toEqual(
      refusal('fulfilment-reported-already-recorded'),
    );
  });
  it('cannot be reported as fulfilled again if the dispute was before the first report', () => {
    const fulfilled = { type: 'FulfilmentReported', data: { partyId: eu } } as const;
    const disputed = { type: 'CommitmentDisputed', data: { partyId: eu, reason: 'only half' } } as const;
    const fulfil = { type: 'ReportFulfilment', data: { partyId: eu } } as const;
    const inMay = { ...disputed, circumstances: { occurredOn: on('2025-05-02') } };
    const inJune = { ...fulfilled, circumstances: { occurredOn: on('2025-06-02') } };
    expect(given(made, inMay, inJune).when(fulfil, { occurredOn: on('2025-04-02') })).toHaveLength(1);
    expect(given(made, inMay, inJune).when(fulfil, { occurredOn: on('2025-07-02') })).toEqual(
      refusal('fulfilment-reported-already-recorded'),
    );
  });

  it('can be disputed by one party for several reasons', () => {
    const first = { type: 'CommitmentDisputed', data: { partyId: eu, reason: 'too slow' } } as const;
    const data = { partyId: eu, reason: 'too few licences' };
    expect(given(made, first).when({ type: 'DisputeCommitment', data })).toEqual([
      { type: 'CommitmentDisputed', data },
    ]);
  });
  it('must exist before it is disputed', () => {
    expect(given().when({ type: 'DisputeCommitment', data: { partyId: eu, reason: 'too slow' } })).toEqual(
      refusal('commitment-unknown'),
    );
  });

  it('can be released once by each party, even after a report of fulfilment', () => {
    const released = { type: 'CommitmentReleased', data: { partyId: eu } } as const;
    const fulfilled = { type: 'FulfilmentReported', data: { partyId: eu } } as const;
    const release = { type: 'ReleaseCommitment', data: { partyId: eu } } as const;
    expect(given(made, fulfilled).when(release)).toEqual([released]);
    expect(given(made, released).when(release)).toEqual(refusal('commitment-released-already-recorded'));
    expect(given(made, released).when({ ...release, data: { partyId: china } })).toHaveLength(1);
  });
});
