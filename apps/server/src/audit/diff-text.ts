import type { Document } from '#domain/document.js';
import type { Kind } from '#domain/ids.js';
import type { About } from '#read-models/replay/about.js';
import type { Cause, Change, ComparedMoment, FactRef } from '#read-models/replay/change.js';
import { pathOf } from '#read-models/replay/differences.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import { escaped, minuteOf, provenanceText, thingText, valueText, whenText, wordOf } from './text-format.js';

type Answer = Readonly<{
  from: ComparedMoment;
  to: ComparedMoment;
  items: readonly Change[];
  next?: string;
  names: Names;
}>;

/** The changes between two moments as text: a line for each change. */
export const diffText = ({ from, to, items, next, names }: Answer): string =>
  [
    `From ${momentText(from)}`,
    `to   ${momentText(to)}`,
    '',
    ...(items.length === 0 ? ['Nothing differs.'] : items.map((item) => lineOf(item, names))),
    ...(next === undefined ? [] : ['', `There is more: ask again with after=${next}`]),
    '',
  ].join('\n');

const momentText = ({ ordinal, knownAt, happenedBy, day }: ComparedMoment): string =>
  [
    ordinal === undefined
      ? 'the log as it stood'
      : ordinal < 0
        ? 'before its first event'
        : `event ${ordinal} of the log`,
    ...(knownAt === undefined ? [] : [`as known by ${knownAt}`]),
    ...(happenedBy === undefined ? [] : [`as happened by ${happenedBy}`]),
    `judged on ${day}`,
  ].join(', ');

const lineOf = (item: Change, names: Names): string => {
  const { by, because, without, fact, alsoTouchedBy } = item;
  const event = by ?? without;
  const why = because === undefined ? '' : `, ${without === undefined ? 'because ' : ''}${because}`;
  const said = `${subjectOf(item, names)} ${predicateOf(item, names)}`;
  if (event === undefined) return `${said}${why}`;
  // A fact that was added or removed by its own event needs no other event.
  if (event.eventId === fact?.eventId && alsoTouchedBy === undefined)
    return `${said}${why} ${accountText(event, names)}`;
  const others =
    alsoTouchedBy === undefined
      ? ''
      : `; also touched by ${alsoTouchedBy.map((one) => causeText(one, names)).join(', ')}`;
  return `${said}, ${by ? 'by' : 'without'} ${causeText(event, names)}${why}${others}`;
};

const causeText = (event: Cause, names: Names): string => {
  const reason = event.reason === undefined ? '' : ` “${escaped(event.reason)}”`;
  return `${factText(event)}${reason} ${accountText(event, names)}`;
};

const subjectOf = ({ thing: { kind, id }, about, fact }: Change, names: Names): string => {
  const thing = `${thingText(kind, id, names)}${about === undefined ? '' : ` (${aboutText(about, names)})`}:`;
  return fact === undefined ? thing : `${thing} ${factText(fact)}`;
};

/** "party “China”, issue “Licences”, scope public" */
const aboutText = (about: About, names: Names): string =>
  Object.entries(about)
    .map(([field, value]) => `${ABOUT[field as keyof About]} ${aboutValue(value, names)}`)
    .join(', ');
const aboutValue = (value: unknown, names: Names): string => {
  if (Array.isArray(value)) return value.map((one) => wordOf(String(one), names)).join(' and ');
  if (typeof value !== 'object' || value === null) return wordOf(String(value), names);
  if ('kind' in value && 'id' in value) return thingText(value.kind as Kind, String(value.id), names);
  const { title, url, sha256 } = value as Document;
  return wordOf(title ?? url ?? sha256 ?? '', names);
};
const ABOUT: Readonly<Record<keyof About, string>> = {
  speakerId: 'speaker',
  speakingForId: 'for',
  partyId: 'party',
  issueId: 'issue',
  scope: 'scope',
  meetingId: 'meeting',
  document: 'document',
  actorId: 'by',
  reference: 'reference',
  byIds: 'by',
  toIds: 'to',
  tabledByIds: 'by',
  about: 'about',
};

const predicateOf = ({ change, fact, field, before, after }: Change, names: Names): string => {
  if (field !== undefined) {
    const path = pathOf(field);
    const name = path.map((part) => wordOf(part, names)).join(' / ');
    const isItself = (value: unknown) => value === path.at(-1);
    if (before === undefined) return `${name} added${isItself(after) ? '' : `: ${valueText(after, names)}`}`;
    if (after === undefined) return `${name} removed${isItself(before) ? '' : `: ${valueText(before, names)}`}`;
    const turn = `${valueText(before, names)} → ${valueText(after, names)}`;
    return change === 'corrected' ? `${name} corrected: ${turn}` : `${name} ${turn}`;
  }
  const fields = fact && fieldsIn(after ?? before);
  return fields === undefined ? change : `${change}: ${valueText(fields, names)}`;
};

/** The fields of a fact, without those that the line shows elsewhere, and without long ones. */
const fieldsIn = (value: unknown): object => {
  const {
    learnedAt: _,
    occurredOn: __,
    occurredTime: ___,
    sources: ____,
    codes: _____,
    ...fields
  } = value as Readonly<Record<string, unknown>>;
  return fields;
};

const accountText = ({ learnedAt, recordedAt, recordedBy, provenance }: Cause, names: Names): string => {
  const learned = learnedAt === recordedAt ? '' : `learned ${minuteOf(learnedAt)}, `;
  const according = provenanceText(provenance, names);
  const source = according === undefined ? '' : `, ${according}`;
  return `(${learned}recorded by ${escaped(recordedBy)}, ${minuteOf(recordedAt)}${source})`;
};
const factText = ({ type, occurredOn, occurredTime }: Omit<FactRef, 'eventId'>): string =>
  `${type}${whenText(occurredOn, occurredTime)}`;
