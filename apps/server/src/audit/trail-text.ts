import type { RecordedEvent } from '#domain/envelope.js';
import type { DomainEvent } from '#domain/events.js';
import { isCorrection } from '#domain/correction.js';
import { thingOf } from '#domain/ids.js';
import { datesAsEdtf } from '#domain/world-date.js';
import type { PlacedEvent, TrailEntry } from '#read-models/models/trail/trail-entries.js';
import { provenanceOf } from '#read-models/models/provenance.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import { escaped, minuteOf, provenanceText, thingText, valueText, whenText } from './text-format.js';

type Answer = Readonly<{ items: readonly TrailEntry[]; next?: string; names: Names }>;

/** The trail as text: events in the order of the log, each followed by its corrections. */
export const trailText = ({ items, next, names }: Answer): string =>
  [
    ...(items.length === 0 ? ['Nothing is recorded that this asks about.'] : []),
    ...items.flatMap((entry) => [
      lineOf(entry, names),
      ...entry.corrections.map((later) => `      later: ${lineOf(later, names)}`),
    ]),
    ...(next === undefined ? [] : ['', `There is more: ask again with after=${next}`]),
    '',
  ].join('\n');

const lineOf = (place: PlacedEvent & Partial<TrailEntry>, names: Names): string => {
  const { event, voided, ...beside } = place;
  const { stream, type, data, metadata } = event;
  const { occurredOn, occurredTime, learnedAt, recordedAt, recordedBy } = metadata;
  const { kind, id } = thingOf(stream);
  const about = 'corrects' in beside && beside.corrects ? ` of event ${numberOf(beside.corrects)}` : '';
  const when = whenText(occurredOn?.edtf, occurredTime);
  const learned = learnedAt === recordedAt ? '' : `, learned ${minuteOf(learnedAt)}`;
  const according = provenanceText(provenanceOf(event), names);
  const source = according === undefined ? '' : `, ${according}`;
  const marks = `${voided ? ' [voided]' : ''}${beside.correctedBy ? ' [corrected]' : ''}`;
  return `${numberOf(place)}. ${minuteOf(recordedAt)}, ${escaped(recordedBy.name)}: ${thingText(kind, id, names)}: ${type}${about}${when}${marks}: ${valueText(fieldsOf(event, data), names)}${source}${learned}`;
};

/** Readers who may not know ordinals identify an event by its id. */
const numberOf = ({ ordinal, event }: PlacedEvent) => ordinal ?? event.id;

/** A correction shows what it changes and why; the event that it corrects is shown separately. */
const fieldsOf = (event: RecordedEvent<DomainEvent>, data: unknown): unknown => {
  if (!isCorrection(event)) return datesAsEdtf(data);
  const { eventId: _, ...fields } = event.data;
  return datesAsEdtf(fields);
};
