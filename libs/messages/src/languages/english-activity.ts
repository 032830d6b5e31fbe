import type { ActivityTexts } from '../activity-messages.js';

const englishActivity: ActivityTexts = {
  'activity.title': '{name}: recorded last',
  'activity.date': 'Date: {words}',
  'activity.corrected': 'Corrected since it was recorded.',
  'activity.cut':
    '{count, plural, one {There is more on record. This feed has the last fact.} other {There is more on record. This feed has the last # facts.}}',
};
export default englishActivity;
