import type { WeekTexts } from './week-en.js';

const french: WeekTexts = {
  'week.skip': 'Aller à la semaine',
  'week.loading': 'Lecture des réunions de la semaine',
  'week.headline':
    '{count, plural, =0 {Rien n’est prévu cette semaine} one {# réunion cette semaine} many {# de réunions cette semaine} other {# réunions cette semaine}}',
  'week.headlineOther':
    '{count, plural, =0 {Rien n’est prévu pour {week}} one {# réunion, {week}} many {# de réunions, {week}} other {# réunions, {week}}}',
  'week.headlinePast':
    '{count, plural, =0 {Aucune réunion enregistrée, {week}} one {# réunion, {week}} many {# de réunions, {week}} other {# réunions, {week}}}',
  'week.perhaps':
    '{count, plural, one {# autre peut y tomber : sa date est vague.} many {# d’autres peuvent y tomber : leurs dates sont vagues.} other {# autres peuvent y tomber : leurs dates sont vagues.}}',
  'week.nextIs': 'Ensuite : {title}, {day}.',
  'week.nextNone': 'Aucune réunion ultérieure datée n’est enregistrée.',
  'week.nextUnread':
    'Il y a plus d’éléments enregistrés que ce qui a été lu ici, et aucun de ceux-ci ne commence après cette semaine. Consultez les négociations elles-mêmes.',
  'week.zone': 'Les jours et heures sont ceux de votre fuseau : {zone}.',
  'week.wrong': 'Cette adresse indique un jour qui ne peut être affiché. Voici la semaine en cours.',
  'week.negotiations':
    '{count, plural, =0 {aucune négociation que vous pouvez voir} one {# négociation que vous pouvez voir} many {# de négociations que vous pouvez voir} other {# négociations que vous pouvez voir}}',
  'week.today': 'nous sommes le {day}',
  'week.isToday': '{day}, aujourd’hui',
  'week.shown': 'Semaine affichée',
  'week.before': 'Semaine précédente',
  'week.after': 'Semaine suivante',
  'week.now': 'À cette semaine',
  'week.caption': 'Réunions par négociation et par jour',
  'week.someDay': 'Un jour parmi ceux-ci',
  'week.noDay': 'Sans jour indiqué',
  'week.sign.held': 'tenue',
  'week.sign.confirmed': 'confirmée',
  'week.sign.planned': 'prévue',
  'week.sign.cancelled': 'annulée',
  'week.sign.vague': 'un jour parmi ceux-ci',
  'week.sign.rival': 'autre version',
  'week.rival': 'Une autre version place ici :',
  'week.rivalUndated': 'Autre version de',
  'week.hourThere': '{time} ({there} à {zone})',
  'week.hourUnzoned': '{time} (fuseau non indiqué)',
  'week.hourOnlyThere': '{there} à {zone}',
  'week.dayOfPlan': 'la date de tenue n’a pas été indiquée : c’est celle qui était prévue',
  'week.lastFact': 'dernier fait :',
  'week.cut': 'Il y a plus que ce qui peut être affiché ici. Consultez les négociations elles-mêmes.',
  'week.disputesMissing':
    'Les contradictions de {negotiations} ne peuvent être lues actuellement. D’autres versions des dates de leurs réunions peuvent manquer ici.',
  'week.next': 'Après cette semaine',
  'week.quiet': 'Rien durant cette semaine',
};
export default french;
