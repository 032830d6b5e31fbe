import type { Kind } from './parameters.js';

const ofPerson = { person: 'text' } as const;
const ofWord = { person: 'text', speaker: 'text' } as const;

/** What stands in the description of a meeting in a calendar. */
export const CALENDAR_MESSAGES = {
  'calendar.status': { status: 'text' },
  'calendar.planned': { words: 'text' },
  'calendar.plannedOtherwise': { words: 'text' },
  'calendar.held': { words: 'text' },
  'calendar.heldOtherwise': { words: 'text' },
  'calendar.parties': { parties: 'list' },
  'calendar.withoutDay': {},
  'calendar.heldWithoutDay': {},
  'calendar.voided': { name: 'text' },
  'calendar.past': { moment: 'text' },
  'calendar.cut': { count: 'count' },
  'coming.coming': ofPerson,
  'coming.not-coming': ofPerson,
  'coming.unclear': ofPerson,
  'coming.unanswered': ofPerson,
  'coming.earlier': { person: 'text', count: 'count' },
  'coming.coming.by': ofWord,
  'coming.not-coming.by': ofWord,
  'coming.unclear.by': ofWord,
  'coming.unanswered.by': ofWord,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>;
export type CalendarTexts = Readonly<Record<keyof typeof CALENDAR_MESSAGES, string>>;
