import { describe, expect, it } from '@jest/globals';
import type { EventId } from './ids.js';
import { negotiation } from './negotiation.js';
import { on, scenario } from './testing.js';

const { given } = scenario(negotiation);

const opened = {
  type: 'NegotiationOpened',
  data: { title: 'EU–China talks on rare earth export controls', subject: 'Export controls on rare earths' },
} as const;
const concluded = {
  type: 'NegotiationConcluded',
  data: { outcome: 'agreement', summary: 'The October controls are suspended for a year.' },
} as const;
const reopened = { type: 'NegotiationReopened', data: { reason: 'The April regime is still in place.' } } as const;
const conclude = { type: 'ConcludeNegotiation', data: { outcome: 'no-agreement' } } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('negotiation', () => {
  it('can be opened with only a title', () => {
    const data = { title: 'EU–China talks' };
    expect(given().when({ type: 'OpenNegotiation', data })).toEqual([{ type: 'NegotiationOpened', data }]);
  });
  it('cannot be opened twice', () => {
    expect(given(opened).when({ type: 'OpenNegotiation', data: opened.data })).toEqual(
      refusal('negotiation-already-recorded'),
    );
  });
  it('must exist before any other fact about it', () => {
    expect(given().when(conclude)).toEqual(refusal('negotiation-unknown'));
  });

  it('can be described again as the subject grows', () => {
    const data = { subject: 'Export controls on rare earths and related technologies' };
    expect(given(opened).when({ type: 'DescribeNegotiation', data })).toEqual([{ type: 'NegotiationDescribed', data }]);
  });
  it('cannot be described without any field', () => {
    expect(given(opened).when({ type: 'DescribeNegotiation', data: {} })).toEqual(refusal('nothing-described'));
  });

  it('moves from exploratory contacts to negotiation proper', () => {
    const data = { reason: 'Both sides sent a mandate.' };
    expect(given(opened).when({ type: 'ActivateNegotiation', data })).toEqual([{ type: 'NegotiationActivated', data }]);
  });
  it('can be resumed without a recorded suspension', () => {
    expect(given(opened).when({ type: 'ResumeNegotiation', data: {} })).toEqual([
      { type: 'NegotiationResumed', data: {} },
    ]);
  });
  it('can be suspended after it was concluded, if that is learned late', () => {
    expect(given(opened, concluded).when({ type: 'SuspendNegotiation', data: {} })).toHaveLength(1);
  });
  it('can be reopened without a recorded conclusion', () => {
    expect(given(opened).when({ type: 'ReopenNegotiation', data: reopened.data })).toEqual([reopened]);
  });

  it('can be concluded in the exploratory phase, as lapsed', () => {
    const data = { outcome: 'lapsed' } as const;
    expect(given(opened).when({ type: 'ConcludeNegotiation', data })).toEqual([{ type: 'NegotiationConcluded', data }]);
  });
  it('cannot be concluded twice', () => {
    expect(given(opened, concluded).when(conclude)).toEqual(refusal('conclusion-already-recorded'));
  });
  it('can be concluded again after it was reopened', () => {
    expect(given(opened, concluded, reopened).when(conclude)).toHaveLength(1);
  });
  it('cannot be concluded again if it was reopened before the recorded conclusion', () => {
    const inMay = { ...reopened, circumstances: { occurredOn: on('2025-05-02') } };
    const inNovember = { ...concluded, circumstances: { occurredOn: on('2025-11-01') } };
    expect(given(opened, inNovember, inMay).when(conclude)).toEqual(refusal('conclusion-already-recorded'));
  });
  it('can be reported as concluded twice if the second is another account of the first', () => {
    expect(given(opened, concluded).when(conclude, { reportOf: 'event-1' as EventId })).toHaveLength(1);
  });
});
