import { describe, expect, it } from '@jest/globals';
import { askedForChanges, changesViewIn, latestSince, withChangesView } from './changes-view.js';

const NOTHING = {
  axis: 'asOf',
  since: undefined,
  until: undefined,
  kind: undefined,
  tag: undefined,
  fact: undefined,
  isWrong: false,
};

describe('the address of the changes', () => {
  const view = {
    axis: 'happenedBy',
    since: '2025-10-28',
    until: '2025-12-31',
    kind: 'measure',
    tag: 'corrected',
    fact: 'event-7',
    isWrong: false,
  } as const;

  it('says both moments and what is shown, and is read as it was written', () => {
    const search = withChangesView('tz=UTC', view);
    expect(search).toBe('tz=UTC&happenedBy=2025-12-31&since=2025-10-28&kind=measure&tag=corrected&fact=event-7');
    expect(changesViewIn(search)).toEqual(view);
  });
  it('says the axis alone, if the changes go on until now', () => {
    const { until: _, ...rest } = view;
    expect(withChangesView('', { ...rest, until: undefined })).toMatch(/^axis=happenedBy&since=2025-10-28&/);
    expect(changesViewIn('axis=knownAt')).toEqual({ ...NOTHING, axis: 'knownAt' });
  });
  it('says nothing of what is usual', () => {
    expect(changesViewIn('')).toEqual(NOTHING);
    expect(withChangesView(withChangesView('', view), changesViewIn(''))).toBe('');
  });
  it('takes the moment of another screen as the one until which', () => {
    expect(changesViewIn('knownAt=2025-10-28')).toEqual({ ...NOTHING, axis: 'knownAt', until: '2025-10-28' });
  });
  it('is read as far as it can be, and says that it is wrong', () => {
    expect(changesViewIn('since=yesterday&kind=grant&tag=new&fact=')).toEqual({ ...NOTHING, isWrong: true });
    expect(changesViewIn('asOf=2025-02-30')).toEqual({ ...NOTHING, isWrong: true });
  });
});

describe('what is asked for', () => {
  it('is what moved since a day or a place, on one axis', () => {
    expect(askedForChanges(changesViewIn('axis=happenedBy'), '2025-10-28', 'now')).toBe(
      'since=2025-10-28&axis=happenedBy&asOf=now',
    );
    expect(askedForChanges(changesViewIn('happenedBy=2025-12-31'), '2025-10-28', 'now')).toBe(
      'since=2025-10-28&axis=happenedBy&asOf=now&happenedBy=2025-12-31',
    );
    expect(askedForChanges(changesViewIn('asOf=2025-12-31'), 'a_token-', 'now')).toBe(
      'since=a_token-&axis=asOf&asOf=2025-12-31',
    );
  });
  it('is the last two weeks of the record, for who has not said up to where they have read', () => {
    expect(latestSince('2026-03-07')).toBe('2026-02-21');
  });
});
