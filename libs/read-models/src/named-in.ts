import type { Logged } from './read-model.js';

/** The ids of the things that events name: of their negotiation, in `{kind, id}`, and in fields that end in Id, Ids or By. */
export const namedIn = (events: readonly Logged[], into: Set<string>): void => {
  for (const { data, metadata } of events) {
    into.add(metadata.negotiationId);
    collect(data, '', into);
    collect(metadata.sources, '', into);
  }
};

const collect = (value: unknown, field: string, into: Set<string>): void => {
  if (typeof value === 'string') {
    if (/(?:Id|Ids|By)$|^id$/.test(field)) into.add(value);
  } else if (Array.isArray(value)) for (const one of value) collect(one, field, into);
  else if (typeof value === 'object' && value !== null)
    for (const name in value) collect((value as Readonly<Record<string, unknown>>)[name], name, into);
};
