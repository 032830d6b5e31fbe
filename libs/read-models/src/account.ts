import type { Effective } from '#domain/effective.js';
import { asTold } from '#domain/world-date.js';
import type { Fact, Numbered } from './read-model.js';

/** Who told a fact and how, for a reader: dates as EDTF texts, what was not told left out. */
export type Account = Readonly<{
  eventId: string;
  occurredOn?: string;
  occurredText?: string;
  learnedAt: string;
  recordedAt: string;
  /** The name of who recorded it. */
  recordedBy: string;
  onBehalfOf?: string;
  sources?: unknown;
  codes?: unknown;
  comment?: string;
  reportOf?: string;
  correctedBy?: readonly string[];
}>;

export const accountOf = ({ id, metadata, correctedBy }: Numbered<Effective<Fact>>): Account => {
  const { occurredOn, occurredText, learnedAt, recordedAt, recordedBy, onBehalfOf, sources, codes, comment, reportOf } =
    metadata;
  return {
    eventId: id,
    ...(occurredOn && { occurredOn: occurredOn.edtf }),
    ...(occurredText !== undefined && { occurredText }),
    learnedAt,
    recordedAt,
    recordedBy: recordedBy.name,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(sources && { sources: asTold(sources) }),
    ...(codes && { codes }),
    ...(comment !== undefined && { comment }),
    ...(reportOf !== undefined && { reportOf }),
    ...(correctedBy.length > 0 && { correctedBy }),
  };
};

/** A fact as it was told, and who told it. */
export const factOf = (event: Numbered<Effective<Fact>>): Readonly<Record<string, unknown>> & Account => ({
  ...(asTold(event.data) as Readonly<Record<string, unknown>>),
  ...accountOf(event),
});
