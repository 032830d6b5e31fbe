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
  it('is opened with a title and no more', () => {
    const data = { title: 'EU–China talks' };
    expect(given().when({ type: 'OpenNegotiation', data })).toEqual([{ type: 'NegotiationOpened', data }]);
  });
  it('is opened once', () => {
    expect(given(opened).when({ type: 'OpenNegotiation', data: opened.data })).toEqual(
      refusal('negotiation-already-recorded'),
    );
  });
  it('must be known before anything can happen to it', () => {
    expect(given().when(conclude)).toEqual(refusal('negotiation-unknown'));
  });

  it('is described anew as the subject grows', () => {
    const data = { subject: 'Export controls on rare earths and related technologies' };
    expect(given(opened).when({ type: 'DescribeNegotiation', data })).toEqual([{ type: 'NegotiationDescribed', data }]);
  });
  it('is not described by nothing', () => {
    expect(given(opened).when({ type: 'DescribeNegotiation', data: {} })).toEqual(refusal('nothing-described'));
  });

  it('goes from exploratory contacts to negotiation proper', () => {
    const data = { reason: 'Both sides sent a mandate.' };
    expect(given(opened).when({ type: 'ActivateNegotiation', data })).toEqual([{ type: 'NegotiationActivated', data }]);
  });
  it('resumes although nobody recorded that it was suspended', () => {
    expect(given(opened).when({ type: 'ResumeNegotiation', data: {} })).toEqual([
      { type: 'NegotiationResumed', data: {} },
    ]);
  });
  it('is suspended after it was concluded: the clerk learned of it late', () => {
    expect(given(opened, concluded).when({ type: 'SuspendNegotiation', data: {} })).toHaveLength(1);
  });
  it('is reopened although nobody recorded how it ended', () => {
    expect(given(opened).when({ type: 'ReopenNegotiation', data: reopened.data })).toEqual([reopened]);
  });

  it('is concluded from exploratory contacts: it lapsed', () => {
    const data = { outcome: 'lapsed' } as const;
    expect(given(opened).when({ type: 'ConcludeNegotiation', data })).toEqual([{ type: 'NegotiationConcluded', data }]);
  });
  it('is not concluded twice', () => {
    expect(given(opened, concluded).when(conclude)).toEqual(refusal('conclusion-already-recorded'));
  });
  it('is concluded again after it was reopened', () => {
    expect(given(opened, concluded, reopened).when(conclude)).toHaveLength(1);
  });
  it('is not concluded again where it was reopened before the conclusion that is on record', () => {
    const inMay = { ...reopened, circumstances: { occurredOn: on('2025-05-02') } };
    const inNovember = { ...concluded, circumstances: { occurredOn: on('2025-11-01') } };
    expect(given(opened, inNovember, inMay).when(conclude)).toEqual(refusal('conclusion-already-recorded'));
  });
  it('has its conclusion told twice where the second telling is another account of the first', () => {
    expect(given(opened, concluded).when(conclude, { reportOf: 'event-1' as EventId })).toHaveLength(1);
  });
});
