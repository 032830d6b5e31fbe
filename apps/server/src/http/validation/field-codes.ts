import type { Advice } from '#domain/refusal-codes/advice.js';

/** What is wrong with a single field or parameter, and what to do: the codes in `errors` of `fields-invalid`. */
type FieldAdvice = Pick<Advice, 'means' | 'next'>;
const field = (means: string, next: string): FieldAdvice => ({ means, next });

/** Those of class-validator are the names of its rules in kebab-case. */
export const FIELD_CODES = {
  'are-objects': field('An item of the list is not an object.', 'Send a list of objects.'),
  'array-max-size': field('The list is too long, or the parameter is repeated too often.', 'Send fewer.'),
  'array-min-size': field('The list is too short.', 'Send more items, or leave the field out if it is optional.'),
  'array-unique': field('The list names something more than once.', 'Name each once.'),
  'date-not-edtf': field('The date is not in EDTF (ISO 8601-2).', 'Use a date like 2025-10-27, 2025-10 or 2025-10-0X.'),
  'ends-after-it-begins': field('A period ends before it begins.', 'Swap its ends, or leave one out.'),
  'field-unknown': field('There is no such field or parameter.', 'Remove it, or check its spelling.'),
  'fits-its-day': field(
    'The hour does not fit the day of the fact.',
    'Name one day on which clocks of the zone show it.',
  ),
  'is-array': field('The value is missing, or is not a list.', 'Send a list.'),
  'is-beside': field(
    'The field needs another one beside it.',
    'Add one of those that `detail` names, or leave it out.',
  ),
  'is-boolean': field('The value is missing, or is not a boolean.', 'Send true or false.'),
  'is-country-code': field('The value is not a code of a country.', 'Use ISO 3166-1 alpha-2, or EU or UN.'),
  'is-day': field('The value is not a day.', 'Use a day like 2025-10-24.'),
  'is-exact': field('JSON would round the number.', 'Send fewer digits, or write the number in a text.'),
  'is-in': field('The value is missing, or none of those that are allowed.', 'Use one of those that `detail` names.'),
  'is-instant': field('The value is not an instant.', 'Use RFC 3339 with an offset, like 2025-10-27T09:30:00Z.'),
  'is-int': field('The value is not a whole number.', 'Send a whole number.'),
  'is-language': field('The value is not a language.', 'Use BCP 47, like en or zh-Hant.'),
  'is-limit': field('The value is not a whole number of the range.', 'Send one of the range that `detail` names.'),
  'is-local-date-time': field('The value is not a local date and time.', 'Use one like 2025-10-30T09:30.'),
  'is-moment': field('The value is not a moment.', 'Use an instant, a day or a Consistency-Token, as `detail` says.'),
  'is-not-empty-object': field('The object has no fields.', 'Set at least one, or leave the object out.'),
  'is-number': field('The value is missing, or is not a number.', 'Send a number.'),
  'is-object': field('The value is missing, or is not an object.', 'Send an object.'),
  'is-string': field('The value is missing, or is not a text.', 'Send a text.'),
  'is-time-zone': field('The value of the parameter is not a time zone.', 'Use an IANA name, like Europe/Brussels.'),
  'is-url': field('The value is not a web address.', 'Use one with http or https.'),
  'is-uuid': field('The value is missing, or is not a UUID.', 'Send a UUID.'),
  'is-well-formed': field(
    'The text is missing, or has characters that cannot be stored, such as half of a pair.',
    'Send a text without them.',
  ),
  'is-zone': field('The value of the field is not a time zone.', 'Use an IANA name, like Europe/Brussels.'),
  matches: field(
    'The text is missing, has not the form that it needs, or no visible characters.',
    'Use the form that `detail` names.',
  ),
  max: field('The number is too large.', 'Send a smaller one.'),
  'max-length': field('The text is too long.', 'Shorten it.'),
  min: field('The number is too small.', 'Send a larger one.'),
  'moment-in-the-future': field('The moment is in the future.', 'Use an earlier one.'),
  'none-empty': field('An item of the list has no fields.', 'Set at least one field of each item.'),
  'not-a-count': field('The value is not a whole number of at least 0.', 'Send a whole number.'),
  'url-not-https': field('The address of a webhook has no encryption.', 'Use an address with https.'),
  'url-not-public': field(
    'The address of a webhook is not on the internet.',
    'Use another one, or ask an administrator to allow it in `WEBHOOK_ALLOW`.',
  ),
  'url-with-more': field(
    'The address of a webhook has a user, a password or a fragment.',
    'Leave them out. Messages are signed.',
  ),
} as const satisfies Readonly<Record<string, FieldAdvice>>;
export type FieldCode = keyof typeof FIELD_CODES;
