import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { holdsText, textsOf } from './fact-texts.js';

/** Words that no reader looks for in what was written: markings, grants, versions and units. */
const NO_TEXTS = ['compartments', 'consent', 'field', 'handling', 'level', 'originator', 'unit', 'version'];

/** The fields of a JSON Schema in which people write. */
const writtenIn = (schema: unknown, field = ''): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((one) => writtenIn(one, field));
  const { format, type } = schema as Readonly<Record<string, unknown>>;
  if (format === 'words' && type === 'string') return [field];
  return Object.entries(schema).flatMap(([name, inner]) => writtenIn(inner, KEYWORDS.has(name) ? field : name));
};
const KEYWORDS = new Set(['items', 'anyOf', 'oneOf', 'allOf', 'properties', 'definitions']);

describe('the texts of facts', () => {
  it('are in every field of a dossier in which people write, and in no other', () => {
    const schema = JSON.parse(readFileSync(join(process.cwd(), 'examples/dossier.schema.json'), 'utf8')) as object;
    const fields = [...new Set(writtenIn(schema))];
    expect(fields.length).toBeGreaterThan(25);
    expect(fields.filter((field) => !holdsText(field)).toSorted()).toEqual(NO_TEXTS);
  });
  it('are each told once, with those of its circumstances, and without who recorded it', () => {
    const fact = {
      type: 'MeetingHeld',
      data: { summary: 'They met.', mode: 'video-call', partyIds: ['eu'] },
      metadata: {
        occurredText: 'on Friday',
        recordedBy: { name: 'Ana' },
        sources: [{ title: 'The Times', quote: 'They met.', url: 'https://times.example' }],
      },
    };
    expect(textsOf([fact as never])).toEqual(['They met.', 'on Friday', 'The Times']);
  });
});
