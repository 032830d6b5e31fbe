import { SCOPES } from '#domain/position.js';
import {
  all,
  either,
  type Fields,
  idOf,
  is,
  list,
  named,
  object,
  omit,
  oneOf,
  onlyTrue,
  optional,
  pick,
  said,
  uuid,
} from '../../openapi/schema.js';
import { type FactType, type ToldFields, typesOf } from '../../openapi/command-schemas.js';
import { thingPage } from '../../openapi/common-responses.js';

export const positionAnswers = ({ of }: ToldFields): Fields => {
  const wanted = optional(pick(of('PositionTaken'), 'text', 'kind', 'reason', 'scale', 'salience'));
  const step: Fields = {
    'from?': said('What it was before, where that is on record', object(wanted)),
    'gap?': said('Something shifted or was withdrawn that nobody has put on record', onlyTrue),
  };
  const entryOf = (type: FactType) =>
    all(
      named('Account'),
      object({
        type: is(type),
        ...omit(of(type), 'partyId', 'issueId', 'scope'),
        ...(type === 'PositionShifted' || type === 'PositionWithdrawn' ? step : {}),
      }),
    );
  return {
    Position: object({
      id: uuid,
      partyId: idOf('party'),
      issueId: idOf('issue'),
      scope: said('Said in public, said in private, or what our side believes', oneOf(SCOPES)),
      now: said(
        'What the party wants. A withdrawn position keeps what it was',
        object({ status: oneOf(['held', 'withdrawn']), ...wanted }),
      ),
      since: said('The fact since which it stands so', named('BriefAccount')),
      'movedBy?': said('What shows that fact', list(named('ThingField'))),
      'gap?': said(
        'Somewhere in its history something shifted or was withdrawn that nobody has put on record',
        onlyTrue,
      ),
      history: list(either(...typesOf('position').map(entryOf))),
    }),
    PositionPage: thingPage('Position'),
  };
};
