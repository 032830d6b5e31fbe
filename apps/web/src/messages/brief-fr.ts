import type { BriefTexts } from './brief-en.js';

const french: BriefTexts = {
  'brief.skip': 'Aller à la note',
  'brief.loading': 'Rédaction de la note',
  'brief.heading': 'Note pour une réunion',
  'brief.asOf': 'Selon le dossier au {day}',
  'brief.anotherMoment': 'Un autre moment',
  'brief.readAt': 'Lue du dossier : {time}.',
  'brief.composed': 'Rédigée le {time}.',
  'brief.print': 'Imprimer',
  'brief.saveDocx': 'Enregistrer pour Word',
  'brief.saveText': 'Enregistrer en texte',
  'brief.saveHtml': 'Enregistrer en page à lire hors ligne',
  'brief.saving': 'Récupération du fichier',
  'brief.saved': 'Remis à votre navigateur sous le nom {name}.',
  'brief.notSaved': 'Rien n’a été enregistré.',
  'brief.nameless':
    'Le fichier est arrivé sans son nom, qui porte le marquage. Quelque chose entre cette page et le service l’a retiré : demandez à ceux qui exploitent le service de laisser passer Content-Disposition.',
  'brief.overdue': 'Le fichier n’est pas arrivé à temps. Réessayez.',
  'brief.otherwise': 'Cette note se lit autrement à présent.',
  'brief.savedIsNew': 'Ce que vous enregistrez se lit comme à présent.',
  'brief.unasked': 'À l’impression, il n’a pas été possible de demander si elle se lit encore ainsi.',
  'brief.markedAnew': 'Le marquage de cette note a changé : elle a été relue.',
  'brief.showNews': 'La relire',
  'brief.events': '{count, plural, one {# événement} many {# événements} other {# événements}}',
  'brief.counts': 'la parole qui compte',
  'brief.nothing': 'Rien n’est au dossier.',
  'brief.source': 'Source',
  'brief.sources': 'Sources',
  'brief.ungraded': 'non évaluée',
  'brief.scale':
    'Échelle de l’Amirauté. Source : A totalement fiable, B habituellement, C assez, D rarement, E non fiable, F impossible à juger. Contenu : 1 confirmé, 2 probablement vrai, 3 peut-être vrai, 4 douteux, 5 improbable, 6 impossible à juger. – non évaluée.',
  'brief.foot':
    'Établie à partir du seul dossier, selon des règles fixes. Ce que le dossier ne contient pas est signalé comme manquant.',
  'brief.elsewhere': 'Cette réunion est d’une autre négociation',
  'brief.goThere': 'Y ouvrir sa note',
};
export default french;
