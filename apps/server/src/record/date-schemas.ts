import { DATE_LANGUAGES, MOST_CHARACTERS } from '#edtf/said/read-date.js';
import { WHYS } from '#edtf/said/reading.js';
import { required, words } from '#read-models/routes/parameters.js';
import {
  day,
  described,
  edtf,
  list,
  named,
  object,
  oneOf,
  type Static,
  text,
  withExample,
} from '#read-models/routes/schema.js';

export const dateParameters = {
  said: required(
    withExample(
      'October',
      described(
        'The words of the source: early October, last week, next Tuesday, in two weeks, Q4, around 10 November, 28 to 30 October; or a date in EDTF',
        words(MOST_CHARACTERS),
      ),
    ),
  ),
  from: required(
    withExample('2025-10-27', described('The day of the source, from which "last week" counts, and never today', day)),
  ),
  language: described(
    'The language of the words. Without it, all of them are tried',
    oneOf('DateLanguage', DATE_LANGUAGES),
  ),
};

export const DateReadings = named(
  'DateReadings',
  described(
    'What words can mean as a date, the likeliest first',
    object({
      said: described('The words as they were said: record them as occurredText, or as the text of a plan', text),
      from: day,
      readings: list(
        named(
          'DateReading',
          object({
            edtf: described('To be recorded as occurredOn, or as the day of a plan', edtf),
            'earliest?': described('The first day; absent if the beginning is open', day),
            'latest?': described('The last day; absent if the end is open', day),
            why: oneOf('DateReason', WHYS),
            reason: described('Why it may be meant, in the language of Content-Language', text),
          }),
        ),
      ),
      'message?': described(
        'If nothing was understood: what to write instead, in the language of Content-Language',
        text,
      ),
    }),
  ),
);
export type DateReadings = Static<typeof DateReadings>;
