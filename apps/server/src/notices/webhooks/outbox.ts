import { createHmac, type KeyObject } from 'node:crypto';
import type { NoticePlace } from '../../http/consistency-token.js';
import { derivedKey } from '../../http/derived-key.js';
import type { Mark, Webhook } from '../../subscriptions/webhook-notes.js';
import { NOTICE_TYPE, NOTICES } from '../notice-schemas.js';
import type { Notice } from '../window.js';
import type { AddressPolicy } from './addresses.js';
import { type Outcome, post, type Resolve } from './post.js';
import { signedHeaders } from './signature.js';

/** One that does not answer holds a socket for so long. */
const SEND_MS = 10_000;
const RESET_TYPE = 'rapporteur.notices.reset';

export type Message = Readonly<{ id: string; body: string }>;
type Options = Readonly<{
  secret: string;
  policy: AddressPolicy;
  resolve: Resolve;
  /** Seconds before each retry. */
  retries: readonly number[];
  addressOf: (path: string) => string;
  now: () => number;
}>;

/** Writes, signs and sends messages. */
export class Outbox {
  readonly policy: AddressPolicy;
  readonly retries: readonly number[];
  private readonly key: KeyObject;
  private readonly stopping = new AbortController();
  private sending = 0;

  constructor(private readonly options: Options) {
    this.policy = options.policy;
    this.retries = options.retries;
    this.key = derivedKey(options.secret, 'rapporteur webhook message ids');
  }

  /** How many messages are on their way. */
  get underWay(): number {
    return this.sending;
  }

  stop(): void {
    this.stopping.abort();
  }

  /** What `/v1/notices` would tell, with a link, and nothing of the record. A message that is sent again has the same id, and one of another event never. */
  noticeMessage(
    webhook: Webhook,
    { after, upTo }: NoticePlace,
    { negotiationId, kinds, at }: Notice,
    { token, entry = '' }: Mark,
  ): Message {
    const link = this.options.addressOf(`/negotiations/${negotiationId}`);
    const data = { negotiationId, kinds, link };
    return this.message([webhook.id, after, upTo, entry, negotiationId], NOTICE_TYPE, {
      subject: negotiationId,
      time: at,
      consistencytoken: token,
      data,
    });
  }

  /** The log is another one: read again what you show. */
  resetMessage(webhook: Webhook, { token }: Mark): Message {
    return this.message([webhook.id, token], RESET_TYPE, { data: { link: this.options.addressOf('/') } });
  }

  /** @throws if the service stops meanwhile */
  async send({ url, secret }: Webhook, { id, body }: Message): Promise<Outcome> {
    this.sending++;
    try {
      const signed = signedHeaders(id, body, Buffer.from(secret, 'base64'), this.options.now());
      const headers = { ...signed, 'content-type': 'application/cloudevents+json', 'user-agent': 'Rapporteur' };
      const { policy, resolve } = this.options;
      return await post({ url, headers, body, ms: SEND_MS, stop: this.stopping.signal }, policy, resolve);
    } finally {
      this.sending--;
    }
  }

  private message(of: readonly (string | number)[], type: string, more: object): Message {
    const id = `msg_${createHmac('sha256', this.key).update(JSON.stringify(of)).digest('base64url').slice(0, 27)}`;
    const event = { specversion: '1.0', id, source: NOTICES, type, datacontenttype: 'application/json', ...more };
    return { id, body: JSON.stringify(event) };
  }
}
