import { escapeUnprintable } from '#formats/escape-unprintable.js';
import { type Kind, streamOf } from '#domain/ids.js';
import { hourText } from '#domain/occurred-time.js';
import type { OccurredTime } from '#domain/world-date.js';
import type { Provenance } from '#read-models/models/provenance.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import { truncate } from '#read-models/models/truncate.js';

/** The kind and the name of a thing. */
export const thingText = (kind: Kind, id: string, names: Names): string => {
  const label = (names[streamOf(kind, id)] ?? names[id])?.label;
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${label === undefined ? id : `“${escaped(label)}”`}`;
};

/** A date and time in UTC. */
export const minuteOf = (instant: string) => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

/** When a fact happened, to follow its type: " of 2025-10-27 at 19:00 (Europe/Brussels)". */
export const whenText = (occurredOn: string | undefined, occurredTime: OccurredTime | undefined): string => {
  if (occurredOn === undefined) return '';
  return ` of ${escaped(occurredOn)}${occurredTime === undefined ? '' : ` at ${escaped(hourText(occurredTime))}`}`;
};

/** On whose word a fact is on record: "according to “Web Editor” (C2)"; undefined for what is first-hand. */
export const provenanceText = (provenance: Provenance | undefined, names: Names): string | undefined => {
  if (provenance === undefined) return undefined;
  const { sources = [], statementIds = [], reportedById, reportedBy, reliability } = provenance;
  const who = [
    ...[reportedById, reportedBy, ...sources].flatMap((one) => (one === undefined ? [] : [wordOf(one, names)])),
    ...statementIds.map((id) => `the statement ${wordOf(id, names)}`),
  ];
  const grade = reliability === undefined ? '' : ` (${escaped(reliability)})`;
  return `according to ${who.length === 0 ? 'a source without a name' : who.join(' and ')}${grade}`;
};

/** A value as text, with names in place of ids. */
export const valueText = (value: unknown, names: Names): string => {
  if (typeof value === 'string') return wordOf(value, names);
  if (Array.isArray(value)) return `[${value.map((one) => valueText(one, names)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, inner]) => `${escaped(name)}: ${valueText(inner, names)}`);
  return `{${fields.join(', ')}}`;
};

/** An id as its name, a term or date as it is, and prose in quotation marks. */
export const wordOf = (text: string, names: Names): string => {
  const label = Object.hasOwn(names, text) ? names[text]!.label : undefined;
  if (label !== undefined) return `“${escaped(label)}”`;
  return /^[\w.:/~?%+-]{1,64}$/.test(text) ? text : `“${escaped(truncate(text, MOST))}”`;
};

/** The JSON has the full text. */
const MOST = 300;

/** Escapes line breaks and whatever a terminal interprets or hides, as in JSON. */
export const escaped = (text: string): string =>
  escapeUnprintable(text.replaceAll(/[\\\n\r\t]/g, (character) => SHORT[character]!));
const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
