import { dateIn, sentenceIn } from '#messages/all-languages.js';
import type { Language } from '#messages/languages.js';
import type { Message } from '#messages/messages.js';
import type { CalendarMeeting } from '#read-models/models/meetings/calendar.js';
import { truncate } from '#read-models/models/truncate.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import { clockText, oneLine, plannedText, quoted, together } from '../query/told-text.js';

type Told = Readonly<{ names: Names; language: Language }>;
type Held = NonNullable<CalendarMeeting['heldAccounts']>[number];

/** A calendar has the beginning of a long text, and the latest of many words: the record has the rest. */
const [MOST_CHARACTERS, MOST_WORDS, MOST_ACCOUNTS, MOST_NAMES, MOST_LINES] = [300, 5, 10, 20, 200];

/** A meeting in words, a line each: of which negotiation, how it stands, when by each account, and who comes by whose word. */
export const descriptionOf = (meeting: CalendarMeeting, { names, language }: Told): readonly string[] => {
  const { negotiationId, status, planned, plannedAccounts = [], held, heldAccounts = [], partyIds, coming } = meeting;
  const say = (message: Message) => sentenceIn(language, message);
  const nameOf = (id: string) => {
    const { label = id, voided } = names[id] ?? {};
    return voided ? say({ id: 'calendar.voided', parameters: { name: oneLine(label) } }) : oneLine(label);
  };
  const others = plannedAccounts.filter(({ eventId }) => eventId !== planned?.eventId).slice(-MOST_ACCOUNTS);
  const rivals = heldAccounts.filter(({ eventId }) => eventId !== held?.eventId).slice(-MOST_ACCOUNTS);
  const isWithoutDay = meeting.first === undefined && meeting.last === undefined;
  const parties = { items: partyIds.slice(0, MOST_NAMES).map(nameOf), more: Math.max(0, partyIds.length - MOST_NAMES) };
  const lines = [
    ...(names[negotiationId] === undefined ? [] : [nameOf(negotiationId)]),
    say({ id: 'calendar.status', parameters: { status: say({ id: `state.meeting.${status}`, parameters: {} }) } }),
    ...(isWithoutDay ? [say({ id: 'calendar.withoutDay', parameters: {} })] : []),
    ...withWords('calendar.planned', planned && plannedText(planned, language, excerpt), say),
    ...others.flatMap((one) => withWords('calendar.plannedOtherwise', plannedText(one, language, excerpt), say)),
    ...withWords('calendar.held', held && heldText(held, language), say),
    ...(meeting.isHeldWithoutDate ? [say({ id: 'calendar.heldWithoutDay', parameters: {} })] : []),
    ...rivals.flatMap((one) => withWords('calendar.heldOtherwise', heldText(one, language), say)),
    ...(partyIds.length === 0 ? [] : [say({ id: 'calendar.parties', parameters: { parties } })]),
    ...coming.flatMap((attendee) => comingText(attendee, { say, nameOf, language })),
  ];
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), '…'];
};

const withWords = (
  id: 'calendar.planned' | 'calendar.plannedOtherwise' | 'calendar.held' | 'calendar.heldOtherwise',
  words: string | undefined,
  say: (message: Message) => string,
): readonly string[] => (words === undefined || words === '' ? [] : [say({ id, parameters: { words } })]);

const heldText = (
  { occurredOn, occurredText, occurredTime, start, end, zone, durationText }: Held,
  language: Language,
): string =>
  together([
    start === undefined && end === undefined
      ? occurredOn && dateIn(language, occurredOn)
      : [start, end].filter(Boolean).join('–'),
    clockText(occurredTime?.time, occurredTime?.zone ?? zone),
    occurredText && excerpt(occurredText),
    durationText && excerpt(durationText),
  ]);

/** The beginning of a text, which may be long. */
const excerpt = (text: string): string => quoted(truncate(oneLine(text), MOST_CHARACTERS));

type Naming = Readonly<{ say: (message: Message) => string; nameOf: (id: string) => string; language: Language }>;

/** Each word on whether a person comes, in the order in which they were said. */
const comingText = (
  { personId, coming, words }: CalendarMeeting['coming'][number],
  { say, nameOf, language }: Naming,
): readonly string[] => {
  const person = nameOf(personId);
  if (words.length === 0) return [say({ id: `coming.${coming}`, parameters: { person } })];
  const left = words.length - MOST_WORDS;
  const earlier = left > 0 ? [say({ id: 'coming.earlier', parameters: { person, count: left } })] : [];
  const told = words.slice(-MOST_WORDS).map(({ coming: said, saidById, occurredOn, text }) => {
    const word =
      saidById === undefined
        ? say({ id: `coming.${said}`, parameters: { person } })
        : say({ id: `coming.${said}.by`, parameters: { person, speaker: nameOf(saidById) } });
    return together([word, occurredOn && dateIn(language, occurredOn), text && excerpt(text)]);
  });
  return [...earlier, ...told];
};
