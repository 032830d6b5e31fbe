import { KINDS } from '#domain/ids.js';
import { Flag, Line, Ref, SomeOf, Url } from '../../http/validation/fields.js';

export class WebhookBody {
  @Line({ optional: true, description: 'For you: who receives it' })
  readonly name?: string;
  @Url({ description: 'Where messages are sent, by https, to an address on the internet' })
  readonly url!: string;
  @Ref('negotiation', {
    optional: true,
    description: 'The only negotiation to be told of; by default all that you may read',
  })
  readonly negotiationId?: string;
  @SomeOf(KINDS, { optional: true, description: 'The kinds of things to be told of; by default all' })
  readonly kinds?: readonly string[];
  @Flag({ optional: true, description: 'Whether to be told of corrections and voidings; by default true' })
  readonly corrections?: boolean;
}
