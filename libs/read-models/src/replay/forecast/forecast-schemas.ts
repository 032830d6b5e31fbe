import { FORCE_STATUSES } from '#domain/in-force.js';
import { Names } from '../../models/resolve-labels.js';
import { WarningsField } from '../../models/warnings.js';
import { EventTypeName, FactTypeName, KindName, WorldKindName } from '../../routes/enums.js';
import {
  all,
  anything,
  day,
  described,
  edtf,
  idOf,
  list,
  mapOf,
  named,
  object,
  oneOf,
  onlyTrue,
  type Static,
  text,
  uuid,
  whole,
} from '../../routes/schema.js';

const sentence = described('In the language of Content-Language', text);
const fields = described('As it would be stored. Dates are EDTF texts', mapOf(anything));

const Visibility = object({
  level: described('The level of the marking that covers the thing and its negotiation', text),
  'compartments?': list(text),
  seenBy: described('The levels of clearance that show it, each with all its compartments', list(text)),
});
const Told = object({
  text: sentence,
  'occurredOn?': edtf,
  'earliest?': described('The first day on which it can have happened', day),
  'latest?': described('The last day on which it can have happened', day),
});
const Period = named(
  'ForecastPeriod',
  object({ status: oneOf('ForceStatus', FORCE_STATUSES), 'from?': day, 'to?': day, 'followsFromDateAlone?': onlyTrue }),
);

export const Duplicate = named(
  'LikelyDuplicate',
  object({
    eventId: described('To say that it is the same, name it in reportOf: the fact is then counted once', idOf('event')),
    kind: WorldKindName,
    type: FactTypeName,
    thingId: uuid,
    title: described(
      'What happened, in one line, in the language of Content-Language; or the name that is the same',
      text,
    ),
    'occurredOn?': edtf,
    why: described(
      'same-thing: the same kind of fact about the same thing, near the same day. same-parties: it names the same parties and people, near the same day. same-name: it has the same name or another spelling of it',
      oneOf('DuplicateReason', ['same-thing', 'same-parties', 'same-name']),
    ),
  }),
);
export type Duplicate = Static<typeof Duplicate>;

export const Forecast = object({
  events: list(
    named(
      'ForecastEvent',
      object({
        type: EventTypeName,
        revision: whole,
        data: fields,
        metadata: described('The envelope, without the ids that the service will make', mapOf(anything)),
        text: sentence,
      }),
    ),
  ),
  'warnings?': WarningsField,
  likelyDuplicates: described('Facts on record that may be the same, the likeliest first; at most 5', list(Duplicate)),
  changes: described(
    'What would be shown otherwise than now',
    object({
      timeline: described(
        'Facts that would come, go or change; at most 20',
        list(
          object({
            change: oneOf('ChangeOfFact', ['added', 'removed', 'changed']),
            'eventId?': described('Absent for the event itself, which has no id yet', idOf('event')),
            type: FactTypeName,
            'moves?': described('It would stand at another place in the order of days', onlyTrue),
            'before?': Told,
            'after?': Told,
          }),
        ),
      ),
      'moreFacts?': described('How many more facts there are on the timeline', whole),
      lists: described(
        'The lists of the negotiation that would change',
        list(
          object({
            list: described('The last part of its address: /v1/negotiations/{id}/{list}', text),
            change: oneOf('ChangeOfRows', ['added', 'removed', 'changed']),
            'moves?': described('It would stand at another place', onlyTrue),
          }),
        ),
      ),
      inForce: described(
        'Provisions of a measure that would be in force on other days',
        list(object({ provisionId: text, before: list(Period), after: list(Period) })),
      ),
      'visibility?': described(
        'Who may see the thing: before, if it is on record, and after. Absent for a grant',
        object({ 'before?': Visibility, after: Visibility }),
      ),
      'sameDate?': described(
        'If a date is corrected: other facts with the old date, which would stay as they are. The first of them, and whether there are more',
        object({ items: list(object({ eventId: idOf('event'), title: sentence })), 'more?': onlyTrue }),
      ),
    }),
  ),
});
export type Forecast = Static<typeof Forecast>;

export const DryRun = named(
  'DryRun',
  described(
    'What the command would record. Nothing was recorded',
    all(
      object({
        dryRun: onlyTrue,
        kind: KindName,
        'id?': described('Absent if the service would make it', uuid),
        negotiationId: described(
          'For a new negotiation without an id of its own, one that the service will not use again',
          uuid,
        ),
        revision: described('The revision that the thing would have', whole),
        'alreadyRecorded?': described(
          'The Idempotency-Key was used for this request: this is on record, and nothing more would be recorded',
          onlyTrue,
        ),
        marking: described('The lowest marking that covers everything in this answer', mapOf(anything)),
        names: Names,
      }),
      Forecast,
    ),
  ),
);
