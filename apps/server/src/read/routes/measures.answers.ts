import { FORCE_STATUSES } from '#domain/in-force.js';
import {
  all,
  day,
  edtf,
  type Fields,
  idOf,
  idsOf,
  list,
  named,
  object,
  omit,
  oneOf,
  pick,
  said,
  text,
  uuid,
} from '../../openapi/schema.js';
import { historySchema, type ToldFields } from '../../openapi/command-schemas.js';
import { thingPage } from '../../openapi/common-responses.js';

export const measureAnswers = ({ of }: ToldFields): Fields => ({
  Measure: all(
    named('Account'),
    object({
      id: uuid,
      ...of('MeasureAnnounced'),
      on: said('The day for which the provisions are judged', day),
      'forPartyId?': said('The party for which they are judged', idOf('party')),
      provisions: said(
        'As announced, and as added later',
        list(all(named('ProvisionField'), object({ force: named('Force') }))),
      ),
      figures: said(
        'What was counted, and what each says of it',
        list(
          object({
            ...pick(of('FigureReported'), 'about'),
            reports: list(all(named('Account'), object(omit(of('FigureReported'), 'about')))),
          }),
        ),
      ),
    }),
  ),
  Force: said(
    'How a provision stands on that day; it holds from `since` to `until`, that day included, where these are known',
    object({
      status: said(
        '`unknown`: a date is not known, or the day falls within what a fuzzy date can mean; `not-affected`: the measure does not name the party',
        oneOf(FORCE_STATUSES),
      ),
      'since?': edtf,
      'until?': edtf,
      'instrument?': said('What stopped it: "MOFCOM No. 70"', text),
      because: said('Why, in a sentence', text),
      eventIds: said('The events on which that rests', idsOf('event')),
      'exceptPartyIds?': said(
        'The parties for whom it stands otherwise, where it was asked for none: ask with `for`',
        idsOf('party'),
      ),
    }),
  ),
  MeasurePage: thingPage('Measure', { history: historySchema('measure') }),
});
