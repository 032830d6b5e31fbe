import { EventTypeName, WorldKindName } from '../../routes/enums.js';
import {
  all,
  anything,
  described,
  flag,
  idOf,
  instant,
  list,
  mapOf,
  named,
  object,
  type Static,
  text,
  uuid,
  whole,
} from '../../routes/schema.js';
import { Account } from '../attribution.js';
import { Names } from '../resolve-labels.js';
import { titleField } from '../timeline/title.js';

const beside = object({
  eventId: idOf('event'),
  type: EventTypeName,
  title: titleField('What it says, in one line'),
  recordedAt: instant,
  recordedBy: described('The name of who recorded it', text),
  'reason?': described('Why, for what is no fact', text),
  inEffect: described(
    'Whether it counts: a fact or a correction that was not voided, the last marking, an approval that is in force',
    flag,
  ),
});
export const EventBeside = named('EventBeside', described('Another event of the same thing', beside));
export type EventBeside = Static<typeof EventBeside>;

export const EventLine = named(
  'EventLine',
  described(
    'An event among those of its negotiation',
    all(
      beside,
      object({
        kind: WorldKindName,
        thingId: described('The thing that it is about', uuid),
        learnedAt: described('When our side learned it, as it is known now', instant),
        'corrects?': described('The event that it corrects or voids', idOf('event')),
        'voidedBy?': described('The voiding of it that is in effect', idOf('event')),
        'ordinal?': described('Its place in the log, from 0: for auditors who may see the whole log', whole),
      }),
    ),
  ),
);
export type EventLine = Static<typeof EventLine>;

const data = described('The fields of the event. Dates are EDTF texts', mapOf(anything));
export const EventPage = named(
  'EventPage',
  all(
    beside,
    Account,
    object({
      negotiationId: idOf('negotiation'),
      kind: WorldKindName,
      thingId: described('The thing that it is about', uuid),
      'voidedBy?': described('The voiding of it that is in effect', idOf('event')),
      data,
      'asRecorded?': described(
        'What was recorded first, if corrections of it are in effect: outside of this, they are applied',
        all(Account, object({ data })),
      ),
      'corrects?': described('The event that it corrects or voids', EventBeside),
      corrections: described('The last 100 corrections and voidings of it, oldest first', list(EventBeside)),
      markings: described('The last 100 markings of the thing, and approvals of them, oldest first', list(EventBeside)),
      'follows?': described('The fact that was recorded before it about the same thing', EventBeside),
      'followedBy?': described('The fact that was recorded after it about the same thing', EventBeside),
      'audit?': described(
        'For auditors',
        object({
          'ordinal?': described('Its place in the log, from 0; absent for auditors with a clearance', whole),
          revision: described('Its place among the events of the thing, from 0', whole),
          entry: described('Its entry in the ledger: SHA-256 of its salt and itself, in hex', text),
          proof: described('The address of the proof that it is in the log', text),
        }),
      ),
      names: Names,
    }),
  ),
);
export type EventPage = Static<typeof EventPage>;
