import { describe, expect, it } from '@jest/globals';
import type { Answer, Answered } from './answered.js';
import { differencesOf } from './differences.js';

const answer = (body: string, type = 'application/json', status = 200): Answer => ({ status, type, body });
const asked = { reader: 'ben', moment: 'now', address: '/v1/negotiations', accept: 'application/json' } as const;
const differences = (was: Answer, is: Answer) => differencesOf([{ ...asked, ...was } satisfies Answered], [is]);
const ASKED = 'ben, now: GET /v1/negotiations (application/json)';

describe('the differences of two answers', () => {
  it('are none where only the cursor differs', () => {
    expect(differences(answer('{"items":[],"next":"abc"}'), answer('{"items":[],"next":"xyz"}'))).toEqual([]);
    const text = (cursor: string) => answer(`more with after=${cursor}`, 'text/plain');
    expect(differences(text('abc'), text('xyz'))).toEqual([]);
  });
  it('are none where only the marking is new', () => {
    const marked = '{"marking":{"level":"public","compartments":["a"]},"items":[]}';
    expect(differences(answer('{"items":[]}'), answer(marked))).toEqual([]);
    expect(differences(answer('{"items":[]}'), answer(marked.replace('[]}', '[1]}')))).toHaveLength(1);
    const text = answer('It was held.', 'text/plain');
    expect(differences(text, answer('Marking: public / a\n\nIt was held.', 'text/plain'))).toEqual([]);
  });
  it('are none where only the wording of a problem differs, and its code is the same', () => {
    const problem = (code: string, detail: string) =>
      answer(JSON.stringify({ code, detail, errors: [{ code, detail }] }), 'application/problem+json', 404);
    expect(differences(problem('gone', 'It is gone.'), problem('gone', 'It went.'))).toEqual([]);
    expect(differences(problem('gone', 'It is gone.'), problem('lost', 'It is gone.'))).toHaveLength(1);
  });
  it.each([
    ['a value', '{"items":[{"id":1}]}', '{"items":[{"id":2}]}', ['at /items/0/id', 'was 1', 'is  2']],
    ['a new field', '{"id":1}', '{"id":1,"name":"A"}', ['at /name', 'was nothing', 'is  "A"']],
    ['a missing item', '[1,2]', '[1]', ['at /1', 'was 2', 'is  nothing']],
    ['another shape', '{"items":{}}', '{"items":[]}', ['at /items', 'was {}', 'is  []']],
    ['the cursor itself', '{"items":[],"next":"abc"}', '{"items":[]}', ['at /next', 'was "…"', 'is  nothing']],
  ])('name the place of %s', (_, was, is, told) => {
    expect(differences(answer(was), answer(is))).toEqual([[ASKED, ...told].join('\n  ')]);
  });
  it('name another order of fields', () => {
    const [difference] = differences(answer('{"a":1,"b":2}'), answer('{"b":2,"a":1}'));
    expect(difference).toContain('has the same fields in another order');
  });
  it('show where texts differ', () => {
    const [difference] = differences(answer('It was held.', 'text/plain'), answer('It was hold.', 'text/plain'));
    expect(difference).toBe(`${ASKED}\n  was …It was held.\n  is  …It was hold.`);
  });
  it('show another status and another media type', () => {
    const [difference] = differences(answer('{}'), answer('{"code":"gone"}', 'application/problem+json', 404));
    expect(difference).toBe(`${ASKED}\n  was 200 application/json\n  is  404 application/problem+json {"code":"gone"}`);
  });
});
