import { escapeUnprintable } from '#formats/escape-unprintable.js';
import type { Marking } from '#domain/marking.js';
import { dateIn, sentenceIn } from '#messages/all-languages.js';
import type { Language } from '#messages/languages.js';
import type { Message } from '#messages/messages.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import type { Activity, ActivityEntry } from '#read-models/replay/activity.js';
import { markingLine, markingText } from '../http/marking-header.js';
import type { Marked } from '../query/forms.js';
import { oneLine, quoted, visibleSentence } from '../query/told-text.js';

/** `negotiationId`: of the only negotiation that it is about. */
type Answer = Activity & Readonly<{ negotiationId?: string; names: Names }>;
/** RFC 4287 requires a time. A feed without entries has not changed since then. */
const NEVER = '1970-01-01T00:00:00.000Z';

/** The facts that were recorded or corrected last, as a feed. Its text follows from the record alone, so that it is the same until something changes. */
export const activityAsAtom = (
  { items, isCut, negotiationId, names }: Answer,
  language: Language,
  { marking, ofRows, isMarked, moment }: Marked,
): string => {
  const about = (negotiationId === undefined ? undefined : names[negotiationId]?.label) ?? 'Rapporteur';
  const changed = items.map(({ changedAt }) => changedAt).toSorted();
  const beside = [
    markingLine(marking),
    ...(moment === undefined ? [] : [sentenceIn(language, { id: 'calendar.past', parameters: { moment } })]),
    ...(isCut ? [sentenceIn(language, { id: 'activity.cut', parameters: { count: items.length } })] : []),
  ];
  // A feed of the past beside that of the present has entries of its own.
  const suffix = moment === undefined ? '' : `:${moment.replaceAll(/[ ,]+/g, '-')}`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">`,
    element('id', `urn:rapporteur:activity${negotiationId === undefined ? '' : `:${negotiationId}`}${suffix}`),
    element('title', oneLine(sentenceIn(language, { id: 'activity.title', parameters: { name: about } }))),
    element('subtitle', beside.join('\n')),
    element('updated', changed.at(-1) ?? NEVER),
    element('rights', markingLine(marking)),
    '<author><name>Rapporteur</name></author>',
    '<generator>Rapporteur</generator>',
    ...items.map((item, n) => {
      const own = ofRows[n] ?? marking;
      return entryOf(item, { names, language, suffix, marking: own, isMarked: isMarked(own) });
    }),
    '</feed>\n',
  ].join('\n');
};

type Told = Readonly<{ names: Names; language: Language; suffix: string; marking: Marking; isMarked: boolean }>;

const entryOf = (
  { eventId, negotiationId, kind, sentence, words, occurredOn, ...account }: ActivityEntry,
  { names, language, suffix, marking, isMarked }: Told,
): string => {
  const { recordedAt, recordedBy, changedAt, isCorrected } = account;
  const said = oneLine(sentenceIn(language, sentence as unknown as Message));
  const content = [
    markingLine(marking),
    ...(names[negotiationId] === undefined ? [] : [escapeUnprintable(oneLine(names[negotiationId].label))]),
    ...(occurredOn === undefined
      ? []
      : [sentenceIn(language, { id: 'activity.date', parameters: { words: dateIn(language, occurredOn) } })]),
    ...(words === undefined ? [] : [quoted(escapeUnprintable(oneLine(words)))]),
    ...(isCorrected ? [sentenceIn(language, { id: 'activity.corrected', parameters: {} })] : []),
  ];
  return [
    '<entry>',
    element('id', suffix === '' ? `urn:uuid:${eventId}` : `urn:rapporteur:event:${eventId}${suffix}`),
    element('title', isMarked ? `[${markingText(marking)}] ${said}` : said),
    element('updated', changedAt),
    element('published', recordedAt),
    `<author>${element('name', recordedBy)}</author>`,
    `<category term="${kind}"/>`,
    // From wherever the feed was fetched.
    `<link rel="alternate" type="text/html" href="/negotiations/${negotiationId}"/>`,
    element('rights', markingLine(marking)),
    element('content', content.join('\n')),
    '</entry>',
  ].join('\n');
};

/** An element with a text of one or several lines. */
const element = (name: string, text: string): string => {
  const visible = text.split('\n').map(visibleSentence).join('\n');
  return `<${name}>${visible.replaceAll(/[&<>]/g, (sign) => ENTITIES[sign]!)}</${name}>`;
};
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
