import type { MovedLine, MovedTag, WorldKind } from '../types/types.gen.js';
import { dayAt, dayNumber } from './dates.js';

/** The lines of one kind, in their order, and how many there are in all. */
export type KindLines = Readonly<{ kind: WorldKind; lines: readonly MovedLine[] }>;

/** The lines that are asked for, those of a kind together, in the order in which they were told. */
export const linesByKind = (
  lines: readonly MovedLine[],
  { kind, tag }: Readonly<{ kind: WorldKind | undefined; tag: MovedTag | undefined }>,
): readonly KindLines[] => {
  const shown = lines.filter((line) => (kind ?? line.kind) === line.kind && (tag ?? line.tag) === line.tag);
  return [...Map.groupBy(shown, (line) => line.kind)].map(([one, its]) => ({ kind: one, lines: its }));
};

/** The ids of all events that a line tells of, each once. */
export const eventsOf = ({ sentences }: MovedLine): readonly string[] => [
  ...new Set(sentences.items.flatMap(({ eventIds }) => eventIds)),
];

/** The events among which one that is open is: those of its line, so that one can step through them. */
export const eventsBeside = (lines: readonly MovedLine[], eventId: string): readonly string[] =>
  lines.map(eventsOf).find((ids) => ids.includes(eventId)) ?? [eventId];

/** Whether all of some measures ease what others burden. */
export const isEasingOf = (things: readonly Readonly<{ isEasing?: true }>[]): boolean =>
  things.length > 0 && things.every(({ isEasing }) => isEasing);

/** When what a line tells of happened: each date once, in its order. `isHence`: it follows from a date alone. */
export type When = Readonly<{ edtf: string; isHence: boolean }>;
export const whenOf = ({ sentences, after }: MovedLine): readonly When[] => {
  const dates = sentences.items.flatMap(({ occurredOn, followsFromDateAlone }): readonly When[] => {
    if (occurredOn !== undefined) return [{ edtf: occurredOn, isHence: false }];
    const since = followsFromDateAlone ? after?.find((state) => state.since !== undefined)?.since : undefined;
    return since === undefined ? [] : [{ edtf: since, isHence: true }];
  });
  return dates.filter(({ edtf }, n) => dates.findIndex((other) => other.edtf === edtf) === n);
};

/** A corrected field whose values are texts or numbers: its name, and what it said and says. Other values are on the pages of the events. */
export type CorrectedText = Readonly<{ key: string; field: string; before?: string; after?: string }>;
export const correctedTexts = ({ fields }: MovedLine): readonly CorrectedText[] =>
  fields.items.flatMap(({ eventId, field, before, after }) => {
    const [was, is] = [textOf(before), textOf(after)];
    if ((before !== undefined && was === undefined) || (after !== undefined && is === undefined)) return [];
    const turn = { ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) };
    return [{ key: `${eventId} ${field}`, field, ...turn }];
  });
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

type Course = NonNullable<MovedLine['courses']>[number];
/** A stretch of a course, from 0 (the first moment) to 1 (the second). */
export type Stretch = Readonly<{ status: string; place: number; width: number; isTold: boolean }>;

/** How provisions stood between two days, as a bar from the one to the other. */
export const stretchesOf = ({ periods }: Course, since: string, until: string): readonly Stretch[] => {
  const [start, end] = [dayNumber(since), dayNumber(until) + 1];
  const placeOf = (day: string) => Math.min(1, Math.max(0, (dayNumber(day) - start) / (end - start)));
  return periods.flatMap(({ status, from, to, followsFromDateAlone }) => {
    const place = from === undefined ? 0 : placeOf(from);
    const width = (to === undefined ? 1 : placeOf(dayAt(dayNumber(to) + 1))) - place;
    return width <= 0 ? [] : [{ status, place, width, isTold: followsFromDateAlone === undefined }];
  });
};
