import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, IsIn } from 'class-validator';
import { KINDS } from '#domain/ids.js';
import { field } from '../../http/validation/field.js';
import { Line, Ref, Url } from '../../http/validation/fields.js';

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
  @field(
    { optional: true, description: 'The kinds of things to be told of; by default all' },
    { type: 'array', items: { type: 'string', enum: [...KINDS] }, minItems: 1, uniqueItems: true },
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(KINDS.length),
    ArrayUnique(),
    IsIn(KINDS, { each: true }),
  )
  readonly kinds?: readonly string[];
  @field(
    { optional: true, description: 'Whether to be told of corrections and voidings; by default true' },
    { type: 'boolean' },
    IsBoolean(),
  )
  readonly corrections?: boolean;
}
