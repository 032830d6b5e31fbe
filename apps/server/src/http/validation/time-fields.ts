import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { whyNotTheHour } from '#domain/occurred-time.js';
import type { WorldDate } from '#domain/world-date.js';
import { NotEdtf, parseEdtf } from '#edtf/parse-edtf.js';
import { INSTANT, LOCAL_DATE_TIME, ZONE } from '#formats/formats.js';
import { field, type FieldOptions as Options, inFormat } from './field.js';
import { Pattern } from './fields.js';

/** EDTF text in, WorldDate out: parsed once, here. */
export const EdtfDate = (options: Options = {}) =>
  field(
    options,
    {
      type: 'string',
      format: 'edtf',
      maxLength: 64,
      example: '2025-10-0X',
      description:
        options.description ?? 'EDTF (ISO 8601-2): 2025-10-27, 2025-10, 2025-10-0X, 2025-10-20/2025-10-26, 2025-04/..',
    },
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? parsedOrWhyNot(value) : value)),
    ValidateBy({
      name: 'isEdtf',
      validator: {
        validate: (value) => parsed.has(value as WorldDate),
        defaultMessage: (args) =>
          args?.value instanceof NotEdtf
            ? `$property: ${args.value.message}`
            : '$property must be an EDTF string, like 2025-10-27 or 2025-10-0X',
      },
    }),
  );
// A client could send the stored form of a date, which was never parsed here.
const parsed = new WeakSet<WorldDate>();
const parsedOrWhyNot = (text: string): WorldDate | NotEdtf => {
  try {
    const date = parseEdtf(text);
    parsed.add(date);
    return date;
  } catch (error) {
    if (error instanceof NotEdtf) return error;
    throw error;
  }
};

/** RFC 3339 with an offset in, UTC with milliseconds out. */
export const InstantField = (options: Options = {}) =>
  field(
    options,
    { type: 'string', format: 'date-time', example: '2025-10-27T09:30:00Z' },
    Transform(({ value }: { value: unknown }) => (INSTANT.is(value) ? new Date(value as string).toISOString() : value)),
    inFormat('isInstant', INSTANT),
  );

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
export const ClockTime = (options: Options = {}) => Pattern(TIME, '09:30', options);
export const LocalDateTime = (options: Options = {}) =>
  field(
    options,
    {
      type: 'string',
      format: 'local-date-time',
      example: '2025-10-30T09:30',
      description: 'Local date and time in `zone`',
    },
    inFormat('isLocalDateTime', LOCAL_DATE_TIME),
  );

/** An IANA name. */
export const Zone = (options: Options = {}) =>
  field(
    options,
    { type: 'string', format: 'time-zone', example: 'Europe/Brussels', description: 'IANA time zone' },
    inFormat('isZone', ZONE),
  );

/** For an hour: it needs one day, on which the clocks of its zone show it. */
export const FitsItsDay = () =>
  ValidateBy({
    name: 'fitsItsDay',
    validator: {
      validate: (_, args) => whyNotTheHourIn(args!.object) === undefined,
      defaultMessage: (args) => `$property ${whyNotTheHourIn(args!.object)}`,
    },
  });
/** Fields that are wrong in themselves have their own errors. */
const whyNotTheHourIn = (fact: object): string | undefined => {
  const { occurredOn, occurredTime, ...rest } = fact as Parameters<typeof whyNotTheHour>[0];
  if (occurredOn && !parsed.has(occurredOn)) return undefined;
  return ZONE.is(occurredTime?.zone) && TIME.test(String(occurredTime?.time))
    ? whyNotTheHour({ occurredOn, occurredTime, ...rest })
    : undefined;
};
