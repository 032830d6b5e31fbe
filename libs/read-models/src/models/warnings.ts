import type Database from 'better-sqlite3';
import { streamOf, type ThingRef } from '#domain/ids.js';
import { thing } from './things.js';
import { described, list, named, object, oneOf, type Static, text } from '../routes/schema.js';

export const WARNING_CODES = ['refers-to-voided', 'outside-its-meeting', 'negotiation-voided'] as const;
const Warning = named(
  'Warning',
  object({
    code: described(
      'refers-to-voided: it names something that was voided. outside-its-meeting: a statement has no day in common with its meeting as held, and is no readout after it. negotiation-voided: what is tried would belong to a negotiation that was voided; of a dry run alone',
      oneOf('WarningCode', WARNING_CODES),
    ),
    field: described('A JSON pointer (RFC 6901) to the field that it is about', text),
    detail: text,
  }),
);
export type Warning = Static<typeof Warning>;
export const WarningsField = described(
  'What does not fit together, as far as the record knows today. Absent if everything does',
  list(Warning),
);

/** A reference in an answer, and the field that has it. */
export type Reference = ThingRef & Readonly<{ field: string }>;

/** Warns of a fact in a voided negotiation: no list over all negotiations shows it. */
export const inVoidedNegotiation = (db: Database.Database, negotiationId: string): readonly Warning[] =>
  thing(db, 'negotiation', negotiationId)?.standing !== 'voided'
    ? []
    : [
        {
          code: 'negotiation-voided',
          field: '/negotiationId',
          detail: 'The negotiation was voided. Restore it, or record this in another one.',
        },
      ];

/** Warns of references to voided things. They are looked up for all rows of a page at once. */
export const voidedIn = (
  db: Database.Database,
  references: readonly Reference[],
): ((references: readonly Reference[]) => readonly Warning[]) => {
  const streams = [...new Set(references.map(({ kind, id }) => streamOf(kind, id)))];
  const voided = new Set(
    db
      .prepare<[string], string>(
        "SELECT stream FROM things WHERE stream IN (SELECT value FROM json_each(?)) AND standing = 'voided'",
      )
      .pluck()
      .all(JSON.stringify(streams)),
  );
  return (own) =>
    own
      .filter(({ kind, id }) => voided.has(streamOf(kind, id)))
      .map(({ kind, field }) => ({
        code: 'refers-to-voided',
        field,
        detail: `This ${kind} was voided. Correct the field, or restore the ${kind}.`,
      }));
};

/** The field of an answer; none without warnings. */
export const warningsOf = (
  ...warnings: readonly (readonly Warning[])[]
): Readonly<{ warnings?: readonly Warning[] }> => {
  const all = warnings.flat();
  return all.length === 0 ? {} : { warnings: all };
};
