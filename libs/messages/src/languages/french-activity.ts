import type { ActivityTexts } from '../activity-messages.js';

const frenchActivity: ActivityTexts = {
  'activity.title': '{name} : derniers enregistrements',
  'activity.date': 'Date : {words}',
  'activity.corrected': 'Corrigé depuis son enregistrement.',
  'activity.cut':
    '{count, plural, one {Le dossier contient davantage. Ce flux a le dernier fait.} many {Le dossier contient davantage. Ce flux a les # derniers faits.} other {Le dossier contient davantage. Ce flux a les # derniers faits.}}',
};
export default frenchActivity;
