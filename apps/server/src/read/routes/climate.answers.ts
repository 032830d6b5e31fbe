import { WORLD_TYPES } from '#domain/decode.js';
import { WORLD_KINDS } from '#domain/ids.js';
import { BUCKET_SIZES } from '#read-models/models/climate/buckets.js';
import {
  all,
  day,
  edtf,
  type Fields,
  idOf,
  list,
  named,
  number,
  object,
  oneOf,
  onlyTrue,
  said,
  text,
  uuid,
  whole,
} from '../../openapi/schema.js';

const SCALE = 'On the Goldstein scale: from -10, conflict, to 10, cooperation';

export const climateAnswers = (): Fields => ({
  Climate: object({
    by: oneOf(BUCKET_SIZES),
    'from?': day,
    'to?': day,
    'total?': said('Of all buckets; not there where no fact is coded', named('ClimateFigures')),
    buckets: said(
      'A day, a week from Monday, or a month each; those without a coded fact are left out',
      list(
        all(
          named('ClimateFigures'),
          object({
            from: said('Its first day', day),
            to: said('Its last day', day),
            facts: list(
              all(
                named('ClimateFact'),
                object({
                  code: said('CAMEO', text),
                  name: said('What the code means', text),
                  goldstein: said(SCALE, number),
                  'fuzzy?': said('Its date may as well mean a day after this bucket', onlyTrue),
                }),
              ),
            ),
          }),
        ),
      ),
    ),
    unknownCodes: said(
      'Codes that have no value on the scale, counted nowhere',
      list(object({ code: text, facts: list(named('ClimateFact')) })),
    ),
    names: named('Names'),
  }),
  ClimateFigures: said(
    SCALE,
    object({ count: said('How many facts', whole), sum: number, mean: number, min: number, max: number }),
  ),
  ClimateFact: object({
    eventId: idOf('event'),
    type: oneOf(WORLD_TYPES),
    kind: oneOf(WORLD_KINDS),
    id: said('The thing of which the fact tells', uuid),
    'occurredOn?': edtf,
  }),
});
