import type Database from 'better-sqlite3';
import { KINDS } from '#domain/ids.js';
import { type Label, labels } from './things.js';

/** What to call every thing that an answer mentions, by its id. A thing that was voided is flagged; references to it stay. */
export const namesIn = (db: Database.Database, answer: unknown): Readonly<Record<string, Label>> => {
  const ids = new Set<string>();
  collect(answer, '', ids);
  return Object.fromEntries([...labels(db, ids)].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const isKind = (value: unknown) => (KINDS as readonly unknown[]).includes(value);

/** Ids stand in fields whose names end in Id, Ids or By (`partyId`, `issueIds`, `saidFulfilledBy`), and in `{kind, id}`. */
const collect = (value: unknown, field: string, ids: Set<string>): void => {
  if (typeof value === 'string') {
    if (/(?:Id|Ids|By)$/.test(field) && field !== 'eventId') ids.add(value);
  } else if (Array.isArray(value)) for (const one of value) collect(one, field, ids);
  else if (typeof value === 'object' && value !== null) {
    if ('kind' in value && 'id' in value && typeof value.id === 'string' && isKind(value.kind)) ids.add(value.id);
    for (const [name, inner] of Object.entries(value)) collect(inner, name, ids);
  }
};
