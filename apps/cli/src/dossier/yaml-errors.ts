import type { YAMLError } from 'yaml';

/** Whether the parser goes on as if nothing had been: what it tells after any other error may follow from that. */
export const derailsParser = ({ code }: YAMLError) => code !== 'DUPLICATE_KEY' && code !== 'TAG_RESOLVE_FAILED';

/** What the parser says, in words for who writes a dossier; where there are none, in its own. */
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
    'another document begins here, and a file holds one dossier. Put the rest into a file of its own.',
  ],
  [/^Tabs are not allowed/, 'this line is indented with a tab. Indent with spaces.'],
  [
    /^All mapping items must start/,
    'this line is not indented as those before it: the fields of one entry begin in one column.',
  ],
  [
    /^Sequence item without/,
    'this line is not indented as those before it: the entries of a list begin with "- " in one column.',
  ],
  [
    /^Nested mappings are not allowed/,
    'a field begins within the value of another. Indent the fields of one entry alike, and put a text that has ": " in it in quotes.',
  ],
  [
    /^Implicit keys need/,
    'what stands before the ":" goes over several lines. Look whether a ":" or a quote is missing before it.',
  ],
  [/^Unexpected scalar/, 'the value ends before this. Put a text that has quotes in it in quotes of the other kind.'],
  [/^Block collections are not allowed/, 'within { } or [ ] a text that has ": " in it must be in quotes.'],
  [/reserved character (.)/, 'a text that begins with $1 must be in quotes.'],
  [/^Map keys must be unique/, 'this field stands twice in one map. Leave one of them out.'],
  [/^Missing closing ['"]quote/, 'a quote is not closed.'],
];
