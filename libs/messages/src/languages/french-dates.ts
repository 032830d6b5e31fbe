import type { DateTexts } from '../date-messages.js';

const frenchDates: DateTexts = {
  'date.edtf': 'Écrit comme une date EDTF ou ISO 8601.',
  'date.whole': 'Dit en entier.',
  'date.nearestYear': 'Sans année : parmi les années probables, c’est la plus proche du jour de la source.',
  'date.otherYear': 'Sans année : ce peut être aussi celle-ci.',
  'date.nearestMonth': 'Sans mois : parmi les mois probables, c’est le plus proche du jour de la source.',
  'date.otherMonth': 'Sans mois : ce peut être aussi celui-ci.',
  'date.nearestDay': 'Sans semaine : parmi les jours probables, c’est le plus proche de celui de la source.',
  'date.otherDay': 'Sans semaine : ce peut être aussi celui-ci.',
  'date.weekdayFits': 'Sans année : en celle-ci, la date tombe ce jour de la semaine.',
  'date.weekdayDiffers': 'La date ne tombe pas ce jour de la semaine.',
  'date.counted': 'Compté à partir du jour de la source.',
  'date.countedRoughly': 'Compté à partir du jour de la source, à peu près.',
  'date.firstToCome': 'Le premier de ces jours après celui de la source.',
  'date.lastPast': 'Le dernier de ces jours avant celui de la source.',
  'date.inThisWeek': 'Ce jour dans la semaine de la source.',
  'date.inNextWeek': 'Ce jour dans la semaine qui suit celle de la source.',
  'date.inLastWeek': 'Ce jour dans la semaine qui précède celle de la source.',
  'date.weekFromMonday': 'Avec des semaines qui commencent le lundi.',
  'date.weekFromSunday': 'Avec des semaines qui commencent le dimanche.',
  'date.weekFromSaturday': 'Avec des semaines qui commencent le samedi.',
  'date.dayFirst': 'Lu avec le jour avant le mois.',
  'date.monthFirst': 'Lu avec le mois avant le jour.',
  'date.thirdOfMonth':
    'Le début va jusqu’au 9, le milieu du 10 au 19, la fin à partir du 20. Les décades sont exactes.',
  'date.thirdOfYear': 'Le début va jusqu’en avril, le milieu de mai à août, la fin à partir de septembre.',
  'date.northern': 'La saison telle qu’elle est au nord.',
  'date.southern': 'La saison telle qu’elle est au sud.',
  'date.withoutEnd': 'Après le jour de la source, sans fin indiquée.',
  'date.withoutBeginning': 'Jusqu’au jour de la source, sans début indiqué.',
  'date.notUnderstood':
    'Ces mots ne sont pas compris comme une date. Écrivez 27 octobre 2025, 2025-10-27, 2025-10, 2025-10-0X, début octobre, la semaine dernière, mardi prochain, dans deux semaines, fin du mois, ce printemps, T4, vers le 10 novembre, avant le 10 novembre ou du 28 au 30 octobre.',
};
export default frenchDates;
