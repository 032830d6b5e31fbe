import { BriefAccount } from '../models/attribution.js';
import { ThingRef } from '../models/things.js';
import { EventTypeName } from '../routes/enums.js';
import {
  all,
  anything,
  day,
  described,
  edtf,
  idOf,
  instant,
  named,
  object,
  oneOf,
  orNull,
  type Static,
  text,
  whole,
} from '../routes/schema.js';

/** `ordinal` is left out where the reader may not know it. */
export const ComparedMoment = named(
  'ComparedMoment',
  object({
    'ordinal?': described('The last event that stood in the log; not told to who may not see all of it', whole),
    'knownAt?': instant,
    'happenedBy?': day,
    day: described('The day by which "in force" and "overdue" are judged', day),
  }),
);
export type ComparedMoment = Static<typeof ComparedMoment>;

const Cause = named(
  'Cause',
  described(
    'An event that made a difference',
    all(
      BriefAccount,
      object({
        'ordinal?': described('Its place in the log, from 0; not told to who may not see all of the log', whole),
        type: EventTypeName,
        'reason?': described('Of a correction or a voiding', text),
      }),
    ),
  ),
);
export type Cause = Static<typeof Cause>;

const FactRef = object({ eventId: idOf('event'), type: EventTypeName, 'occurredOn?': edtf });
export type FactRef = Static<typeof FactRef>;

const WHY_NOT = ['not recorded yet', 'not learned yet', 'not happened yet'] as const;
export type WhyNot = (typeof WHY_NOT)[number];

/** What differs between two moments. */
export const Change = named(
  'Change',
  object({
    change: described(
      'Of a thing, or of a `fact` of it: added, removed, voided, restored; of a `field` of a fact: corrected; of a `field` of the page of the thing: changed',
      oneOf('ChangeKind', ['added', 'removed', 'voided', 'restored', 'corrected', 'changed']),
    ),
    thing: ThingRef,
    'fact?': FactRef,
    'field?': described('A pointer (RFC 6901) in which the elements of a list go by their ids', text),
    'before?': described('What stood there at the first moment', anything),
    'after?': described('What stands there at the second', anything),
    by: described('null where no event of the second moment made the difference', orNull(Cause)),
    'because?': described(
      'Why, where there is no such event',
      oneOf('ChangeReason', [
        ...WHY_NOT,
        'time passed',
        'time had not passed yet',
        'too much was told to say by which event',
        'its page cannot be made',
      ]),
    ),
    'without?': described('The event that does not count at the second moment', Cause),
  }),
);
export type Change = Static<typeof Change>;
