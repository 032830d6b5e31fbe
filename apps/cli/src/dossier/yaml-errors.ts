import type { YAMLError } from 'yaml';

/** Whether later errors may be caused by this one. */
export const derailsParser = ({ code }: YAMLError) => code !== 'DUPLICATE_KEY' && code !== 'TAG_RESOLVE_FAILED';

/** A message for authors of dossiers; the parser's own message if there is none. */
export const describeYamlError = ({ message }: YAMLError): string => {
  const [line = ''] = message.split('\n');
  for (const [says, words] of MESSAGES) {
    const found = says.exec(line);
    if (found) return words.replace('$1', found[1] ?? '');
  }
  return line;
};

const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [
    /multiple documents/,
    'another document begins here, but a file contains one dossier. Put the rest into a separate file.',
  ],
  [/^Tabs are not allowed/, 'this line is indented with a tab. Indent with spaces.'],
  [
    /^All mapping items must start/,
    'this line is not indented like those before it: all fields of an entry start in the same column.',
  ],
  [
    /^Sequence item without/,
    'this line is not indented like those before it: all items of a list start with "- " in the same column.',
  ],
  [
    /^Nested mappings are not allowed/,
    'a field starts inside the value of another. Indent all fields of an entry alike, and quote a text that contains ": ".',
  ],
  [/^Implicit keys need/, 'the text before the ":" spans several lines. Check for a missing ":" or quote before it.'],
  [
    /^Unexpected scalar/,
    'the value ends before this. Enclose a text that contains quotes in quotes of the other kind.',
  ],
  [/^Block collections are not allowed/, 'inside { } or [ ], quote a text that contains ": ".'],
  [/reserved character (.)/, 'quote a text that starts with $1.'],
  [/^Map keys must be unique/, 'this field is repeated. Remove one of them.'],
  [/^Missing closing ['"]quote/, 'a quote is not closed.'],
];
