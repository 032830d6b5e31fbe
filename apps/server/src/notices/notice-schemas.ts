import { KINDS } from '#domain/ids.js';
import { described, idOf, instant, is, list, named, object, oneOf, text, uuid } from '#read-models/routes/schema.js';

export const NOTICES = '/v1/notices';
export const NOTICE_TYPE = 'rapporteur.negotiation.changed';

export const noticeParameters = {
  negotiationId: described('Only notices of this negotiation', idOf('negotiation')),
};

/** CloudEvents 1.0, in structured JSON: the data of a message. */
export const NoticeSchema = named(
  'Notice',
  object({
    specversion: is('1.0'),
    id: described('A Consistency-Token: a read with it includes what changed. Also the id of the message', text),
    source: is(NOTICES),
    type: is(NOTICE_TYPE),
    subject: described('The id of the negotiation', uuid),
    time: described('When the last of the changes was recorded', instant),
    datacontenttype: is('application/json'),
    data: object({
      negotiationId: idOf('negotiation'),
      kinds: described('The kinds of the things that changed', list(oneOf('ThingKind', KINDS))),
    }),
  }),
);
