import { describe, expect, it } from '@jest/globals';
import { idsAnywhereIn } from './markings-in-answers.js';

const ONE = '5ba1ad00-0000-4000-8000-000000000041';
const OTHER = '5ba1ad00-0000-4000-8000-000000000042';

describe('the ids in an answer', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['an own id', { id: ONE }, [ONE]],
    ['an id in a field of any name, at any depth', { items: [{ anything: { new: [ONE] } }] }, [ONE]],
    ['the name of a field', { names: { [ONE]: { label: 'Talks' } } }, [ONE]],
    ['a stream', { stream: `meeting-${ONE}` }, [ONE]],
    ['a pointer with two of them', { field: `/coming/${ONE}/words/${OTHER}` }, [ONE, OTHER]],
    ['no id', { id: 'first', title: 'Talks', count: 3, none: null }, []],
  ])('are found in %s', (_, answer, ids) => expect([...idsAnywhereIn(answer)]).toEqual(ids));
});
