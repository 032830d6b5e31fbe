import { describe, expect, it } from '@jest/globals';
import { askedBy, isFiltered, viewIn, withView } from './timeline-view.js';

const NOTHING = { form: 'kind', kind: undefined, partyId: undefined, q: undefined, window: undefined, fact: undefined };

describe('the address of a timeline', () => {
  const view = {
    form: 'party',
    kind: 'meeting',
    partyId: 'eu',
    q: 'rare "earths" & 稀土',
    window: { from: '2025-10-01', to: '2025-11-15' },
    fact: 'event-7',
  } as const;

  it('says what is shown, and is read as it was written', () => {
    const search = withView('happenedBy=2025-10-20', view);
    expect(search).toMatch(/^happenedBy=2025-10-20&as=party&kind=meeting&party=eu&q=rare/);
    expect(viewIn(search)).toEqual(view);
  });
  it('says nothing of what is usual', () => {
    expect(withView(withView('asOf=2025-10-20', view), viewIn(''))).toBe('asOf=2025-10-20');
    expect(viewIn('')).toEqual(NOTHING);
  });
  it('is read as far as it can be', () => {
    expect(viewIn('as=circle&kind=grant&q=%20&from=2025-10-01&fact=')).toEqual(NOTHING);
  });
});

describe('what is asked for', () => {
  it('is what is searched for, by whom and of which kind', () => {
    expect(askedBy(viewIn('kind=position&party=eu&q=a b'), undefined)).toBe('kind=position&partyId=eu&q=a+b');
    expect(askedBy(viewIn('from=2025-10-01&to=2025-10-02'), undefined)).toBe('');
  });
  it('is only some days, of a long record', () => {
    expect(askedBy(viewIn(''), { from: '2025-10-01', to: '2025-10-02' })).toBe('from=2025-10-01&to=2025-10-02');
  });
  it('is less than everything with any filter', () => {
    expect(['', 'as=list&fact=1', 'kind=party', 'party=1', 'q=1'].map((one) => isFiltered(viewIn(one)))).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});
