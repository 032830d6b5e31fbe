import { KINDS } from '#domain/ids.js';
import {
  all,
  described,
  flag,
  idOf,
  instant,
  list,
  named,
  object,
  oneOf,
  type Static,
  text,
  uuid,
  whole,
} from '#read-models/routes/schema.js';

const fields = {
  id: described('The one that you have chosen', uuid),
  'name?': text,
  url: text,
  'negotiationId?': described(
    'The only negotiation that is told of. Absent: all that you may read',
    idOf('negotiation'),
  ),
  'kinds?': described('The kinds of things that are told of. Absent: all', list(oneOf('ThingKind', KINDS))),
  corrections: described('Whether corrections and voidings are told', flag),
  madeAt: instant,
  secretMadeAt: described('When its secret was made', instant),
};
const Failing = object({
  tries: whole,
  since: described('Of the first try', instant),
  nextAt: described('Of the next try', instant),
  cause: text,
});

const Webhook = named(
  'Webhook',
  object({
    ...fields,
    state: described(
      'ok; failing: the next message waits for another try; gone: the receiver has answered 410, until the address is changed',
      oneOf('WebhookState', ['ok', 'failing', 'gone']),
    ),
    'failing?': Failing,
    'deliveredAt?': described('When the last message was delivered', instant),
    deadLetters: described('How many messages were given up', whole),
  }),
);
export type Webhook = Static<typeof Webhook>;

export const WebhookWithSecret = named(
  'WebhookWithSecret',
  all(
    Webhook,
    object({ 'secret?': described('By which the receiver verifies messages. It is shown this once', text) }),
  ),
);
export type WebhookWithSecret = Static<typeof WebhookWithSecret>;

export const Webhooks = named(
  'Webhooks',
  object({
    items: list(Webhook),
    level: described('Nothing above this level is told of: yours, and at most that of PUSH_CLEARANCE', text),
    compartments: described('The compartments of which something is told', list(text)),
  }),
);
export type Webhooks = Static<typeof Webhooks>;

export const DeadLetters = named(
  'DeadLetters',
  object({
    items: list(
      object({
        id: uuid,
        webhookId: uuid,
        tries: whole,
        since: described('Of the first try', instant),
        at: described('Of the last try', instant),
        cause: text,
      }),
    ),
    dropped: described('How many earlier ones are not kept any more', whole),
  }),
);
export type DeadLetters = Static<typeof DeadLetters>;

export const DeliveredAgain = named(
  'DeliveredAgain',
  object({
    result: described(
      'delivered; failed, and kept; nothing-to-tell: you may not see any more what it was about; not-now: the log cannot be read at the moment',
      oneOf('DeliveryResult', ['delivered', 'failed', 'nothing-to-tell', 'not-now']),
    ),
    'cause?': text,
  }),
);
export type DeliveredAgain = Static<typeof DeliveredAgain>;
