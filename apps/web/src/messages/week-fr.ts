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
  'feeds.title': 'Dans votre propre calendrier',
  'feeds.what': 'Une adresse pour tout calendrier qui en accepte. Il se met à jour de lui-même.',
  'feeds.upTo': 'Il montre ce que vous pouvez voir, au plus ce qui est marqué {marking}.',
  'feeds.about': 'Réunions de',
  'feeds.name': 'Où vous l’utilisez',
  'feeds.nameExample': 'Mon téléphone',
  'feeds.make': 'Créer une adresse',
  'feeds.address': 'Adresse de votre calendrier',
  'feeds.copy': 'Copier',
  'feeds.copied': 'Copié.',
  'feeds.copyFailed': 'Le navigateur n’autorise pas la copie. L’adresse est sélectionnée : copiez-la vous-même.',
  'feeds.isKey': 'L’adresse est une clé : quiconque la possède lit ces réunions.',
  'feeds.once':
    'Elle n’est affichée que cette fois. Ne la donnez à personne et mettez-y fin ici si quelqu’un d’autre l’a.',
  'feeds.close': 'Je l’ai : ne plus l’afficher',
  'feeds.yours': 'Vos adresses',
  'feeds.notSeen': 'une négociation que vous ne voyez pas actuellement',
  'feeds.madeAt': 'Créée le {time}.',
  'feeds.renewedAt': 'Nouvelle adresse le {time}.',
  'feeds.renew': 'Nouvelle adresse',
  'feeds.end': 'Y mettre fin',
  'feeds.renewMeans': 'L’adresse actuelle cesse aussitôt. Ce qui l’utilise aura besoin de la nouvelle.',
  'feeds.endMeans': 'L’adresse cesse aussitôt. Ce qui l’utilise n’affichera plus rien de nouveau.',
  'feeds.keep': 'La garder',
  'feeds.until': 'Chacune cesse d’elle-même 30 jours après votre dernière utilisation de Rapporteur.',
  'feeds.how':
    'Ce qui n’a pas de jour précis figure comme tâche ou avec ses mots, et une autre version d’une réunion dans ses notes, jamais comme une seconde réunion.',
  'feeds.loading': 'Lecture de vos adresses',
  'feeds.notDone': 'Cela n’a pas été fait.',
  'feeds.lost': 'Vérifiez la connexion, puis recommencez : rien n’est créé deux fois.',
  'feeds.tooOften':
    'Vous avez changé vos adresses trop souvent. Recommencez dans {count, plural, one {# seconde} many {# de secondes} other {# secondes}}.',
  'feeds.tooMany':
    'Vous avez autant d’adresses que possible. Mettez fin à l’une dont vous n’avez pas besoin, puis créez celle-ci.',
  'feeds.gone': 'Cette adresse a déjà pris fin. Créez-en une autre si besoin.',
  'feeds.noNegotiation': 'Cette négociation ne vous est plus accessible. Choisissez-en une autre.',
  'feeds.unavailable': 'Le service ne peut pas conserver d’adresses pour le moment. Réessayez dans une minute.',
  'feeds.mayNot':
    'Vous ne pouvez pas avoir d’adresses. La personne qui attribue les rôles de votre identifiant peut y remédier.',
};
export default french;
