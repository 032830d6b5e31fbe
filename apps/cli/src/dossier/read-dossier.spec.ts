import { describe, expect, it } from '@jest/globals';
import { readDossier } from './read-dossier.js';

const wrong = (text: string) =>
  readDossier('a.yaml', text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
const entries = (...lines: string[]) => `dossier: a\nentries:\n${lines.join('\n')}\n`;
const FURTHER = ' Fix this first: further errors may be caused by it.';

describe('reading a dossier', () => {
  it('resolves nested and redefined anchors', () => {
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
      'an alias without an anchor',
      entries('  - { key: a, sources: [&reuters { title: R }] }', '  - { key: b, sources: [*reuter] }'),
      '4:25 There is no anchor &reuters before the alias *reuters.'.replaceAll('reuters', 'reuter') +
        ' Did you mean "reuters"?',
    ],
    [
      'an alias before its anchor',
      entries('  - { key: b, sources: *s }', '  - { key: a, sources: &s [] }'),
      '3:24 There is no anchor &s before the alias *s.',
    ],
    [
      'a merge without an anchor',
      entries('  - key: a', '    <<: *nope'),
      '4:9 There is no anchor &nope before the alias *nope.',
    ],
    [
      'a merge of an anchor inside itself',
      entries('  - &a', '    key: a', '    <<: *a'),
      '5:9 The alias *a is inside its own anchor &a, which would never end.',
    ],
    [
      'a list inside itself',
      entries('  - { key: a, sources: &s [{ title: X }, *s] }'),
      '3:42 The alias *s is inside its own anchor &s, which would never end.',
    ],
    [
      'a merge of a list',
      entries('  - { key: a, sources: &s [x] }', '  - { key: b, <<: *s }'),
      '4:19 "<<" merges a map, but this is not a map.',
    ],
    [
      'a tab as indentation',
      entries('  - key: a', '\trecord: JoinParty', '\tname: X'),
      `4:1 This is not valid YAML: this line is indented with a tab. Indent with spaces.${FURTHER}`,
    ],
    [
      'a field that is indented too far',
      entries('  - key: a', '     record: X', '    name: X'),
      `3:10 This is not valid YAML: a field starts inside the value of another. Indent all fields of an entry alike, and quote a text that contains ": ".${FURTHER}`,
    ],
    [
      'a field that is indented too little',
      entries('  - key: a', '  record: X'),
      '4:1 This is not valid YAML: this line is not indented like those before it: all fields of an entry start in the same column.',
    ],
    [
      'a second dossier',
      `${entries('  - { key: a }')}---\n${entries('  - { key: b }')}`,
      '4:1 This is not valid YAML: another document begins here, but a file contains one dossier. Put the rest into a separate file.',
    ],
    [
      'a colon in a text in braces',
      entries('  - { key: a, title: Talks: the second }'),
      '3:22 This is not valid YAML: inside { } or [ ], quote a text that contains ": ".',
    ],
    [
      'a quote that is not closed',
      entries('  - key: a', '    title: "Talks', '    record: X', '  - key: b'),
      '4:12 This is not valid YAML: the quote that opens here is not closed, or closed too late.',
    ],
    [
      'a quote in a quoted text',
      entries(`  - { key: a, title: 'It's good' }`),
      '3:26 This is not valid YAML: the value ends before this. Enclose a text that contains quotes in quotes of the other kind.',
    ],
    [
      'a text that starts with a special character',
      entries('  - key: a', '    title: @home'),
      '4:12 This is not valid YAML: quote a text that starts with @.',
    ],
  ])('reports the position of %s', (_, text, problem) => {
    expect(wrong(text)).toEqual([problem]);
  });
  it('reports every repeated field', () => {
    const twice = 'This is not valid YAML: this field is repeated. Remove one of them.';
    expect(wrong(entries('  - { key: a, key: b }', '  - { key: c, key: d }'))).toEqual([
      `3:15 ${twice}`,
      `4:15 ${twice}`,
    ]);
  });
});
