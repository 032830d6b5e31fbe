import { BriefAccount } from '../models/attribution.js';
import { About } from './about.js';
import { ThingRef } from '../models/things.js';
import { EventTypeName } from '../routes/enums.js';
import { circumstance } from '../routes/facts.js';
import {
  all,
  anything,
  day,
  described,
  edtf,
  idOf,
  instant,
  list,
  named,
  object,
  oneOf,
  orNull,
  type Static,
  text,
  whole,
} from '../routes/schema.js';

/** `ordinal` is absent if the reader may not know it. */
export const ComparedMoment = named(
  'ComparedMoment',
  object({
    'ordinal?': described(
      'The last event in the log at that moment; absent for readers who may not see the whole log',
      whole,
    ),
    'knownAt?': instant,
    'happenedBy?': day,
    day: described('The day for which "in force" and "overdue" are given', day),
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
        'ordinal?': described(
          'Its position in the log, from 0; absent for readers who may not see the whole log',
          whole,
        ),
        type: EventTypeName,
        'reason?': described('The reason of a correction or voiding', text),
      }),
    ),
  ),
);
export type Cause = Static<typeof Cause>;

const FactRef = object({
  eventId: idOf('event'),
  type: EventTypeName,
  'occurredOn?': edtf,
  'occurredTime?': circumstance('occurredTime'),
});
export type FactRef = Static<typeof FactRef>;

const WHY_NOT = ['not recorded yet', 'not learned yet', 'not happened yet'] as const;
export type WhyNot = (typeof WHY_NOT)[number];

/** What differs between two moments. */
export const Change = named(
  'Change',
  object({
    change: described(
      'For a thing, or a `fact` about it: added, removed, voided, restored. For a `field` of a fact: corrected. For a `field` of the page of the thing: changed',
      oneOf('ChangeKind', ['added', 'removed', 'voided', 'restored', 'corrected', 'changed']),
    ),
    thing: ThingRef,
    'about?': About,
    'fact?': FactRef,
    'field?': described('A JSON pointer (RFC 6901), in which list elements are identified by their ids', text),
    'before?': described('The value at the first moment', anything),
    'after?': described('The value at the second moment', anything),
    by: described(
      'The event that made the difference; null if no event of the second moment did. For a field: the fact or correction in effect that holds the value, which can be older than the first moment',
      orNull(Cause),
    ),
    'alsoTouchedBy?': described(
      'The other events between the two moments that changed this field on the way, in the order of the log. Of a thing with very many events, the last ones',
      list(Cause),
    ),
    'because?': described(
      'The reason, if `by` is null',
      oneOf('ChangeReason', [
        ...WHY_NOT,
        'time passed',
        'time had not passed yet',
        'too much was told to say by which event',
        'its page cannot be made',
      ]),
    ),
    'without?': described('The event that is not in effect at the second moment', Cause),
  }),
);
export type Change = Static<typeof Change>;
