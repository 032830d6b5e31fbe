import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { TemporalParameters } from './temporal-query.js';
import { IsString, MaxLength, ValidateBy, ValidateIf } from 'class-validator';

export type Page<T> = Readonly<{ items: readonly T[]; next?: string }>;

const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;

/** Where a list goes on, and how far. */
export class PagedQuery extends TemporalParameters {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT,
    required: false,
    description: 'How many at the most',
  })
  // A parameter is a text; what is no whole number stays one, and is refused.
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value,
  )
  @ValidateBy({
    name: 'isLimit',
    validator: {
      validate: (value) => Number.isInteger(value) && value >= 1 && value <= MAX_LIMIT,
      defaultMessage: () => `$property must be a whole number from 1 to ${MAX_LIMIT}`,
    },
  })
  readonly limit: number = DEFAULT_LIMIT;

  @ApiProperty({
    type: 'string',
    maxLength: 1000,
    required: false,
    description:
      'The cursor "next" of the page before. What is corrected meanwhile may move to another page, and be seen twice or not at all. For a picture that stands still ask for every page, the first one too, with the same asOf: a Consistency-Token that you were just given',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @MaxLength(1000)
  readonly after?: string;
}
