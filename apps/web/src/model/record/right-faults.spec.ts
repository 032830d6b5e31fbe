import { describe, expect, it } from '@jest/globals';
import { rightFaultsIn } from './right-faults.js';

const refused = (pointer: string) => ({ detail: 'No.', errors: [{ pointer, code: 'invalid', detail: 'Not so.' }] });
const SHOWN = ['title', 'reason', 'when'];

describe('what is wrong with a correction', () => {
  it.each([
    ['/changes/title', 'title'],
    ['/changes/occurredOn', 'when'],
    ['/changes/occurredText', 'when'],
    // A position has a reason of its own, which is not why it is corrected.
    ['/changes/reason', 'reason'],
    ['/reason', 'why'],
    // Fields that the page does not show, and those that nobody foresaw, are said above.
    ['/changes/name', 'form'],
    ['/changes/planned/on', 'form'],
    ['/changes', 'form'],
    ['/eventId', 'form'],
    ['', 'form'],
  ])('%s is said at %s', (pointer, field) => {
    expect(rightFaultsIn(refused(pointer), SHOWN)).toEqual([{ field, detail: 'Not so.' }]);
  });
  it('is said above if it is due to no field', () => {
    expect(rightFaultsIn({ detail: 'No.' }, SHOWN)).toEqual([{ field: 'form', detail: 'No.' }]);
  });
});
