import { DATE_MESSAGES } from './date-messages.js';
import { BRIEF_MESSAGES } from './brief-messages.js';
import { ACTIVITY_MESSAGES } from './activity-messages.js';
import { CALENDAR_MESSAGES } from './calendar-messages.js';
import { CHANGE_MESSAGES } from './change-messages.js';
import { FACT_MESSAGES } from './fact-messages.js';
import { DRY_RUN_MESSAGES } from './dry-run-messages.js';
import { TITLE_MESSAGES } from './title-messages.js';
import type { Kind, ValuesOf } from './parameters.js';

const change = { count: 'count', actor: 'text', days: 'days', measures: 'measures' } as const;
const move = { party: 'text', issue: 'text', days: 'days' } as const;

/** Every message, and its parameters. A catalogue of each language has the texts. */
export const MESSAGES = {
  ...DATE_MESSAGES,
  ...DRY_RUN_MESSAGES,
  ...TITLE_MESSAGES,
  /** The last item of a list that is cut. */
  'list.more': { count: 'count' },
  'list.moreMeasures': { count: 'count' },
  'headline.changed.inForce': change,
  'headline.changed.inForceAfterSuspension': change,
  'headline.changed.inForceAgain': change,
  'headline.changed.suspended': change,
  'headline.changed.expired': change,
  'headline.changed.removed': change,
  'headline.changed.unknown': change,
  'headline.due.inForce': change,
  'headline.due.inForceAfterSuspension': change,
  'headline.due.inForceAgain': change,
  'headline.due.suspended': change,
  'headline.due.expired': change,
  'headline.due.removed': change,
  'headline.meeting': { title: 'text', days: 'days' },
  'headline.meetingInWords': { title: 'text', words: 'text' },
  'headline.meetingWithoutDay': { title: 'text' },
  'headline.noMeeting': {},
  'headline.position.taken': move,
  'headline.position.hardened': move,
  'headline.position.softened': move,
  'headline.position.reframed': move,
  'headline.position.withdrawn': move,
  ...FACT_MESSAGES,
  ...CHANGE_MESSAGES,
  ...ACTIVITY_MESSAGES,
  ...CALENDAR_MESSAGES,
  ...BRIEF_MESSAGES,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>;

export type MessageId = keyof typeof MESSAGES;
/** A message with its parameters: a sentence in whichever language. */
export type Message<Id extends MessageId = MessageId> = Id extends MessageId
  ? Readonly<{ id: Id; parameters: ValuesOf<(typeof MESSAGES)[Id]> }>
  : never;
/** The message with this id. */
export const message = <Id extends MessageId>(id: Id, parameters: ValuesOf<(typeof MESSAGES)[Id]>): Message =>
  ({ id, parameters }) as Message;
/** The texts of a language, in ICU MessageFormat. */
export type Catalogue = Readonly<Record<MessageId, string>>;
