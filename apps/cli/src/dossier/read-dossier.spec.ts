import { describe, expect, it } from '@jest/globals';
import { readDossier } from './read-dossier.js';

const wrong = (text: string) =>
  readDossier('a.yaml', text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
const entries = (...lines: string[]) => `dossier: a\nentries:\n${lines.join('\n')}\n`;
const FURTHER = ' Put this right first: whatever else is wrong further on may follow from it.';

describe('a file', () => {
  it('may name what it takes over again, within what is named so too, and again by the same name', () => {
    const text = entries(
      '  - &t { key: t, <<: &s { sources: &list [&one { title: One }, *one] } }',
      '  - { key: b, <<: [*s, { note: x }], sources: *list }',
      '  - &t { key: c, sources: *list }',
      '  - *t',
    );
    const { problems, value } = readDossier('a.yaml', text);
    expect(problems).toEqual([]);
    const sources = [{ title: 'One' }, { title: 'One' }];
    expect(value).toEqual({
      dossier: 'a',
      entries: [
        { key: 't', sources },
        { key: 'b', note: 'x', sources },
        { key: 'c', sources },
        { key: 'c', sources },
      ],
    });
  });
  it.each([
    [
      'an alias of nothing',
      entries('  - { key: a, sources: [&reuters { title: R }] }', '  - { key: b, sources: [*reuter] }'),
      '4:25 Nothing before this is named &reuters, so that *reuters stands for nothing.'.replaceAll(
        'reuters',
        'reuter',
      ) + ' Did you mean "reuters"?',
    ],
    [
      'an alias before its anchor',
      entries('  - { key: b, sources: *s }', '  - { key: a, sources: &s [] }'),
      '3:24 Nothing before this is named &s, so that *s stands for nothing.',
    ],
    [
      'a merge of nothing',
      entries('  - key: a', '    <<: *nope'),
      '4:9 Nothing before this is named &nope, so that *nope stands for nothing.',
    ],
    [
      'a merge of itself',
      entries('  - &a', '    key: a', '    <<: *a'),
      '5:9 *a stands within &a, which it names: that has no end.',
    ],
    [
      'a list within itself',
      entries('  - { key: a, sources: &s [{ title: X }, *s] }'),
      '3:42 *s stands within &s, which it names: that has no end.',
    ],
    [
      'a merge of a list',
      entries('  - { key: a, sources: &s [x] }', '  - { key: b, <<: *s }'),
      '4:19 "<<" takes over the fields of a map, and here is none.',
    ],
    [
      'a tab',
      entries('  - key: a', '\trecord: JoinParty', '\tname: X'),
      `4:1 This is no YAML: this line is indented with a tab. Indent with spaces.${FURTHER}`,
    ],
    [
      'a field that is indented too far',
      entries('  - key: a', '     record: X', '    name: X'),
      `3:10 This is no YAML: a field begins within the value of another. Indent the fields of one entry alike, and put a text that has ": " in it in quotes.${FURTHER}`,
    ],
    [
      'a field that is indented too little',
      entries('  - key: a', '  record: X'),
      '4:1 This is no YAML: this line is not indented as those before it: the fields of one entry begin in one column.',
    ],
    [
      'a second dossier',
      `${entries('  - { key: a }')}---\n${entries('  - { key: b }')}`,
      '4:1 This is no YAML: another document begins here, and a file holds one dossier. Put the rest into a file of its own.',
    ],
    [
      'a colon within a text in braces',
      entries('  - { key: a, title: Talks: the second }'),
      '3:22 This is no YAML: within { } or [ ] a text that has ": " in it must be in quotes.',
    ],
    [
      'a quote that is not closed',
      entries('  - key: a', '    title: "Talks', '    record: X', '  - key: b'),
      '4:12 This is no YAML: the quote that opens here is not closed, or closed too late.',
    ],
    [
      'a quote within a text in quotes',
      entries(`  - { key: a, title: 'It's good' }`),
      '3:26 This is no YAML: the value ends before this. Put a text that has quotes in it in quotes of the other kind.',
    ],
    [
      'a text that begins with a sign of YAML',
      entries('  - key: a', '    title: @home'),
      '4:12 This is no YAML: a text that begins with @ must be in quotes.',
    ],
  ])('is told where it has %s', (_, text, problem) => {
    expect(wrong(text)).toEqual([problem]);
  });
  it('is told of every field that stands twice', () => {
    const twice = 'This is no YAML: this field stands twice in one map. Leave one of them out.';
    expect(wrong(entries('  - { key: a, key: b }', '  - { key: c, key: d }'))).toEqual([
      `3:15 ${twice}`,
      `4:15 ${twice}`,
    ]);
  });
});
