import type { Fact } from '../../projection/read-model.js';

/** The fields of facts, and of their circumstances, in which people write: names, titles and texts. */
const TEXT_FIELDS: ReadonlySet<string> = new Set([
  'about',
  'affectedText',
  'channel',
  'comment',
  'description',
  'durationText',
  'figure',
  'fromText',
  'instrument',
  'name',
  'occurredText',
  'onBehalfOf',
  'otherNames',
  'outcome',
  'place',
  'post',
  'products',
  'publisher',
  'quote',
  'reason',
  'recordedAccount',
  'reference',
  'reportedBy',
  'requires',
  'rivalAccount',
  'rivalPublisher',
  'shortName',
  'subject',
  'summary',
  'terms',
  'text',
  'title',
]);
export const holdsText = (field: string): boolean => TEXT_FIELDS.has(field);

/** All that people have written into facts, each text once. */
export const textsOf = (facts: readonly Pick<Fact, 'data'>[]): readonly string[] => {
  const texts = new Set<string>();
  for (const fact of facts) {
    const { data, metadata } = fact as Readonly<{ data: object; metadata?: object }>;
    collect(data, '', texts);
    collect(metadata, '', texts);
  }
  return [...texts];
};

const collect = (value: unknown, field: string, texts: Set<string>): void => {
  if (typeof value === 'string') {
    if (holdsText(field)) texts.add(value);
  } else if (Array.isArray(value)) for (const one of value) collect(one, field, texts);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) if (name !== 'recordedBy') collect(inner, name, texts);
};
