import { FEED_FORMS } from '../http/path-of.js';
import { LANGUAGES } from '#messages/languages.js';
import { WorldKindName } from '#read-models/routes/enums.js';
import {
  all,
  described,
  idOf,
  instant,
  list,
  named,
  object,
  oneOf,
  type Static,
  text,
  uuid,
} from '#read-models/routes/schema.js';

const Feed = named(
  'Feed',
  object({
    id: described('The one that you have chosen', uuid),
    'name?': text,
    'negotiationId?': described(
      'The only negotiation that it is about. Absent: all that you may read',
      idOf('negotiation'),
    ),
    form: described(
      'calendar: the meetings, as iCalendar. activity: what was recorded or corrected last, as Atom',
      oneOf('FeedForm', FEED_FORMS),
    ),
    'kinds?': described(
      'The only kinds of things of whose facts an activity feed tells. Absent: all',
      list(WorldKindName),
    ),
    language: described('Of its sentences', oneOf('FeedLanguage', LANGUAGES)),
    madeAt: instant,
    keyMadeAt: described('When its key was made', instant),
  }),
);
export type Feed = Static<typeof Feed>;

export const FeedWithKey = named(
  'FeedWithKey',
  all(
    Feed,
    object({
      'key?': described('Its key. It is shown this once. Absent if the feed has its key already', text),
      'address?': described('Its address for programs: whoever has it has the feed', text),
    }),
  ),
);
export type FeedWithKey = Static<typeof FeedWithKey>;

export const Feeds = named(
  'Feeds',
  object({
    items: list(Feed),
    level: described('The highest level that your feeds show now: yours, and at most that of PUSH_CLEARANCE', text),
    compartments: described('The compartments of which they show something', list(text)),
  }),
);
export type Feeds = Static<typeof Feeds>;
