import type { DateTexts } from '../date-messages.js';

const englishDates: DateTexts = {
  'date.edtf': 'Written as a date of EDTF or ISO 8601.',
  'date.whole': 'Said in full.',
  'date.nearestYear': 'No year was said: of the likely ones, this is the nearest to the day of the source.',
  'date.otherYear': 'No year was said: it may also be this one.',
  'date.nearestMonth': 'No month was said: of the likely ones, this is the nearest to the day of the source.',
  'date.otherMonth': 'No month was said: it may also be this one.',
  'date.nearestDay': 'No week was said: of the likely ones, this is the nearest to the day of the source.',
  'date.otherDay': 'No week was said: it may also be this one.',
  'date.weekdayFits': 'No year was said: in this one, the date falls on that day of the week.',
  'date.weekdayDiffers': 'The date does not fall on that day of the week.',
  'date.counted': 'Counted from the day of the source.',
  'date.countedRoughly': 'Counted from the day of the source, more or less.',
  'date.firstToCome': 'The first such day after the day of the source.',
  'date.lastPast': 'The last such day before the day of the source.',
  'date.inThisWeek': 'That day in the week of the source.',
  'date.inNextWeek': 'That day in the week after that of the source.',
  'date.inLastWeek': 'That day in the week before that of the source.',
  'date.weekFromMonday': 'With weeks that begin on Monday.',
  'date.weekFromSunday': 'With weeks that begin on Sunday.',
  'date.weekFromSaturday': 'With weeks that begin on Saturday.',
  'date.dayFirst': 'Read with the day before the month.',
  'date.monthFirst': 'Read with the month before the day.',
  'date.thirdOfMonth':
    'Early is up to the 9th, mid from the 10th to the 19th, late from the 20th. Ten-day periods are exact.',
  'date.thirdOfYear': 'Early is up to April, mid from May to August, late from September.',
  'date.northern': 'The season as it is in the north.',
  'date.southern': 'The season as it is in the south.',
  'date.withoutEnd': 'After the day of the source, and no end was said.',
  'date.withoutBeginning': 'Up to the day of the source, and no beginning was said.',
  'date.notUnderstood':
    'These words are not understood as a date. Write 27 October 2025, 2025-10-27, 2025-10, 2025-10-0X, early October, last week, next Tuesday, in two weeks, end of the month, this spring, Q4, around 10 November, before 10 November, or 28 to 30 October.',
};
export default englishDates;
