import { EVENT_TYPES } from '#domain/decode.js';
import {
  all,
  day,
  edtf,
  type Fields,
  idOf,
  instant,
  named,
  object,
  oneOf,
  orNull,
  said,
  text,
  whole,
} from '../openapi/schema.js';

const ordinal = said('Its place in the log, from 0; not told to who may not see all of the log', whole);

export const diffAnswers = (): Fields => ({
  Moment: object({
    'ordinal?': said('The last event that stood in the log; not told to who may not see all of it', whole),
    'knownAt?': instant,
    'happenedBy?': day,
    day: said('The day by which "in force" and "overdue" are judged', day),
  }),
  Cause: said(
    'An event that made a difference',
    all(
      named('BriefAccount'),
      object({
        'ordinal?': ordinal,
        type: oneOf(EVENT_TYPES),
        'reason?': said('Of a correction or a voiding', text),
      }),
    ),
  ),
  Change: object({
    change: said(
      'Of a thing, or of a `fact` of it: added, removed, voided, restored; of a `field` of a fact: corrected; of a `field` of the page of the thing: changed',
      oneOf(['added', 'removed', 'voided', 'restored', 'corrected', 'changed']),
    ),
    thing: named('ThingRef'),
    'fact?': object({ eventId: idOf('event'), type: oneOf(EVENT_TYPES), 'occurredOn?': edtf }),
    'field?': said('A pointer (RFC 6901) in which the elements of a list go by their ids', text),
    'before?': said('What stood there at the first moment', {}),
    'after?': said('What stands there at the second', {}),
    by: said('null where no event of the second moment made the difference', orNull(named('Cause'))),
    'because?': said(
      'Why, where there is no such event',
      oneOf([
        'not recorded yet',
        'not learned yet',
        'not happened yet',
        'time passed',
        'time had not passed yet',
        'too much was told to say by which event',
        'its page cannot be made',
      ]),
    ),
    'without?': said('The event that does not count at the second moment', named('Cause')),
  }),
});
