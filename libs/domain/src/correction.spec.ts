import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type CorrectionEvent,
  guardCorrection,
  isCorrection,
  mergePatch,
  mergePatchBetween,
  type Patch,
  voidedIn,
} from './correction.js';
import type { EventId } from './ids.js';
import { issue, type IssueEvent } from './issue.js';
import { recorded } from './testing.js';

const event = (n: number) => `event-${n}` as EventId;
const raised = { type: 'IssueRaised', data: { title: 'Licences for dual-use items' } } as const;
const settled = { type: 'IssueSettled', data: {} } as const;
const voids = (n: number) =>
  ({ type: 'RecordVoided', data: { eventId: event(n), reason: 'a slip of the clerk' } }) as const;
const corrects = (n: number) =>
  ({
    type: 'RecordCorrected',
    data: { eventId: event(n), changes: { title: 'Licences' }, reason: 'a slip of the clerk' },
  }) as const;
const history = (...facts: (IssueEvent | CorrectionEvent)[]) => recorded<IssueEvent | CorrectionEvent>(issue, facts);
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('merge patch', () => {
  // The examples of RFC 7396, appendix A: original, patch, result.
  const examples: [unknown, unknown, unknown][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  it.each(examples)('of %j with %j gives the result in RFC 7396', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });
  it('does not modify its target', () => {
    const target = { place: { city: 'Brussels' } };
    mergePatch(target, { place: { city: 'Beijing' } });
    expect(target).toEqual({ place: { city: 'Brussels' } });
  });
  it('treats special property names as plain fields', () => {
    const patch: unknown = JSON.parse('{"__proto__":{"constructor":"x"}}');
    expect(JSON.stringify(mergePatch({}, patch))).toBe('{"__proto__":{"constructor":"x"}}');
    expect(mergePatchBetween({ constructor: 'x' }, {})).toEqual({ constructor: null });
  });

  it('is empty between equal versions', () => {
    const telling = { title: 'Talks', planned: { on: '2025-10-30' }, partyIds: ['eu', 'china'] };
    expect(mergePatchBetween(telling, structuredClone(telling))).toEqual({});
  });
  it('is empty between lists whose objects have their fields in another order', () => {
    const sources = [{ publishedOn: { earliest: '2025-10-28', edtf: '2025-10-28' }, title: 'A newspaper' }];
    const told = [{ title: 'A newspaper', publishedOn: { edtf: '2025-10-28', earliest: '2025-10-28' } }];
    expect(mergePatchBetween({ sources }, { sources: told })).toEqual({});
    expect(mergePatchBetween({ sources: [...sources, {}] }, { sources: told })).toEqual({ sources: told });
    const other = [{ title: 'A newspaper', publishedOn: { edtf: '2025-10-29', earliest: '2025-10-29' } }];
    expect(mergePatchBetween({ sources }, { sources: other })).toEqual({ sources: other });
  });
  it('contains only the fields that differ', () => {
    expect(
      mergePatchBetween(
        { title: 'Talks', planned: { on: '2025-10-30', text: 'Thursday' }, place: 'Brussels' },
        { title: 'Talks', planned: { on: '2025-10-31', text: 'Thursday' }, outcome: 'none' },
      ),
    ).toEqual({ planned: { on: '2025-10-31', text: 'Thursday' }, place: null, outcome: 'none' });
  });
  it('replaces a nested field as a whole, so that it stays consistent if an earlier patch is voided', () => {
    const patch = mergePatchBetween(
      { translation: { language: 'en', text: 'harmfull', by: 'us' } },
      { translation: { language: 'en', text: 'harmful' } },
    );
    expect(patch).toEqual({ translation: { language: 'en', text: 'harmful', by: null } });
    expect(mergePatch({}, patch)).toEqual({ translation: { language: 'en', text: 'harmful' } });
    const nested = mergePatchBetween({ a: { b: { c: 1, d: 2 }, e: 3 } }, { a: { b: { c: 1 }, e: 4 } });
    expect(nested).toEqual({ a: { b: { c: 1, d: null }, e: 4 } });
  });
  it('leads from any version to any other', () => {
    const { telling } = fc.letrec<{ telling: Patch; value: unknown }>((tie) => ({
      telling: fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.string()), tie('value'), { maxKeys: 4 }),
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('value'), { maxLength: 3 }),
        tie('telling'),
      ),
    }));
    fc.assert(
      fc.property(telling, telling, (before, after) => {
        expect(mergePatch(before, mergePatchBetween(before, after))).toEqual(after);
      }),
    );
  });
});

describe('voiding', () => {
  it('removes one event', () => {
    expect(voidedIn(history(raised, settled, voids(1)))).toEqual(new Set([event(1)]));
  });
  it('of a voiding restores the event', () => {
    expect(voidedIn(history(raised, settled, voids(1), voids(2)))).toEqual(new Set([event(2)]));
  });
  it('of the voiding of a voiding removes it again', () => {
    expect(voidedIn(history(raised, settled, voids(1), voids(2), voids(3)))).toEqual(new Set([event(1), event(3)]));
  });
});

describe('correcting the record', () => {
  it('allows to correct or void any fact, including the opening', () => {
    expect(guardCorrection(history(raised, settled), event(0), 'correct')).toBeUndefined();
    expect(guardCorrection(history(raised, settled), event(1), 'void')).toBeUndefined();
    expect(guardCorrection(history(raised, settled), event(0), 'void')).toBeUndefined();
  });
  it('refuses events of other things', () => {
    expect(guardCorrection(history(raised), event(9), 'correct')).toEqual(refusal('event-unknown'));
    expect(guardCorrection(history(raised), event(9), 'void')).toEqual(refusal('event-unknown'));
    expect(guardCorrection([], event(0), 'void')).toEqual(refusal('event-unknown'));
  });
  it('allows a second correction of a fact', () => {
    expect(guardCorrection(history(raised, corrects(0)), event(0), 'correct')).toBeUndefined();
  });
  it('allows to void a correction, but not to correct it', () => {
    expect(guardCorrection(history(raised, corrects(0)), event(1), 'void')).toBeUndefined();
    expect(guardCorrection(history(raised, corrects(0)), event(1), 'correct')).toEqual(
      refusal('correction-not-correctable'),
    );
  });
  it('allows to void a voiding, but not to correct it', () => {
    expect(guardCorrection(history(raised, settled, voids(1)), event(2), 'void')).toBeUndefined();
    expect(guardCorrection(history(raised, settled, voids(1)), event(2), 'correct')).toEqual(
      refusal('correction-not-correctable'),
    );
  });
  it('refuses to void or correct a voided event', () => {
    expect(guardCorrection(history(raised, settled, voids(1)), event(1), 'void')).toEqual(
      refusal('event-already-voided'),
    );
    expect(guardCorrection(history(raised, settled, voids(1)), event(1), 'correct')).toEqual(refusal('event-voided'));
  });
  it('allows both again once the voiding is voided', () => {
    expect(guardCorrection(history(raised, settled, voids(1), voids(2)), event(1), 'void')).toBeUndefined();
    expect(guardCorrection(history(raised, settled, voids(1), voids(2)), event(1), 'correct')).toBeUndefined();
  });

  it('distinguishes corrections from facts', () => {
    expect(history(raised, settled, corrects(0), voids(1)).map(isCorrection)).toEqual([false, false, true, true]);
  });
});
