import { EVENT_TYPES } from '#domain/decode.js';
import {
  all,
  type Fields,
  idOf,
  idsOf,
  instant,
  list,
  named,
  object,
  oneOf,
  onlyTrue,
  orNull,
  said,
  text,
  uuid,
  whole,
  day,
} from '../openapi/schema.js';
import type { ToldFields } from '../openapi/command-schemas.js';

/** An event as the log has it, and the trail of events. */
export const trailAnswers = ({ circumstances }: ToldFields): Fields => ({
  StoredDate: said(
    'A date as the log has it: what was told, and the days that it can mean, null where an end is open',
    object({
      edtf: circumstances['occurredOn?']!,
      earliest: orNull(day),
      latest: orNull(day),
      begunBy: said('By the end of this day it has begun for certain', orNull(day)),
    }),
  ),
  Metadata: said(
    'Who recorded an event, when, and what it says of itself',
    object({
      ...circumstances,
      schemaVersion: said('Of the form of `data`', whole),
      negotiationId: uuid,
      recordedBy: named('Recorder'),
      recordedAt: instant,
      learnedAt: said('When our side learned it', instant),
      correlationId: text,
      commandId: text,
      'request?': said('SHA-256 of method, path and body, where the caller gave an Idempotency-Key', text),
      'marking?': said(
        'How secret the thing is that this event is the first of; not there where it is open to all',
        named('MarkingField'),
      ),
      'occurredOn?': named('StoredDate'),
      'sources?': list(
        object({
          'title?': text,
          'url?': text,
          'publisher?': text,
          'publishedOn?': named('StoredDate'),
          'quote?': text,
          'statementId?': idOf('statement'),
          'reliability?': said('Admiralty scale', text),
        }),
      ),
    }),
  ),
  StoredEvent: said(
    'An event to the letter, as it was recorded: with its salt it makes the entry of the ledger',
    object({
      id: idOf('event'),
      stream: said('Its thing: kind-id', text),
      revision: said('Its place among the events of its thing, from 0', whole),
      type: oneOf(EVENT_TYPES),
      data: said('The fields of the fact; dates as StoredDate has them', {
        type: 'object',
        additionalProperties: true,
      }),
      metadata: named('Metadata'),
    }),
  ),
  TrailPlace: object({
    'ordinal?': said('Its place in the log, from 0; not told to who may not see all of the log', whole),
    event: named('StoredEvent'),
    'voided?': said('It counts for nothing', onlyTrue),
    'voidedBy?': said('The voiding because of which it counts for nothing', idOf('event')),
  }),
  TrailEntry: all(
    named('TrailPlace'),
    object({
      'correctedBy?': said('The corrections of it that count, oldest first', idsOf('event')),
      'corrects?': said('The event that it corrects or voids', named('TrailPlace')),
      corrections: said('The later corrections and voidings of it, oldest first', list(named('TrailPlace'))),
    }),
  ),
});
