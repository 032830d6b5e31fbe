import type { ChangesTexts } from './changes-en.js';

const french: ChangesTexts = {
  'changes.skip': 'Aller à ce qui a bougé',
  'changes.loading': 'Comparaison des deux moments en cours',
  'changes.busy':
    'Le service fait autant de comparaisons qu’il le peut. Celle-ci est redemandée dès que l’une d’elles est terminée',
  'changes.headline':
    '{count, plural, =0 {Rien n’a bougé} one {# changement} many {# changements} other {# changements}} depuis le {since}',
  'changes.headlineUntil':
    '{count, plural, =0 {Rien n’a bougé} one {# changement} many {# changements} other {# changements}} du {since} au {until}',
  'changes.facts':
    '{count, plural, =0 {Aucun fait nouveau.} one {# fait nouveau.} many {# faits nouveaux.} other {# faits nouveaux.}}',
  'changes.lastFact': 'Le dernier date du {day}.',
  'changes.byPlace': 'Voici ce qui a bougé depuis le {time}, moment jusqu’auquel vous avez lu.',
  'changes.byLatest': 'Vous n’avez pas encore marqué d’endroit. Voici les 14 derniers jours du dossier.',
  'changes.byUnknown': 'On ne sait pas pour l’instant jusqu’où vous avez lu. Voici les 14 derniers jours du dossier.',
  'changes.passesOver':
    'Vous avez lu jusqu’au {time}. Ce qui a bougé depuis lors jusqu’au {day} n’est pas affiché ici : vous ne pouvez donc pas marquer ceci comme lu.',
  'changes.passesOverAll':
    'Vous n’avez pas encore marqué d’endroit, et ce qui a bougé jusqu’au {day} n’est pas affiché ici. Pour marquer ceci comme lu, choisissez un jour antérieur.',
  'changes.byLatestUntil': 'Voici les 14 jours avant le {day}.',
  'changes.beforeTheRecord':
    'Rien de ce que vous pouvez voir n’était au dossier au premier de ces moments : tout est donc nouveau.',
  'changes.wrong': 'Cette adresse nomme un jour qui ne peut pas être affiché.',
  'changes.range': 'De quand à quand',
  'changes.since': 'Depuis',
  'changes.until': 'Jusqu’à',
  'changes.toPlace': 'Depuis ma dernière lecture marquée',
  'changes.readToHere': 'Lu jusqu’ici',
  'changes.readDone': 'C’est noté : vous avez lu jusqu’au {time}.',
  'changes.readFailed': 'L’endroit où vous en êtes n’a pas pu être enregistré.',
  'changes.readHidden':
    '{count, plural, one {# de ces changements n’est pas affiché.} many {# de ces changements ne sont pas affichés.} other {# de ces changements ne sont pas affichés.}}',
  'changes.readElsewhere': 'Entre-temps, vous avez lu jusqu’au {time} dans une autre fenêtre.',
  'changes.readAllTheSame': 'Marquer quand même comme lu',
  'changes.readNext': 'Afficher ce qui a bougé depuis',
  'changes.copy': 'Copier en texte',
  'changes.copied': 'Copié, avec sa classification en haut et en bas.',
  'changes.copiedFirst':
    'Copié, avec sa classification en haut et en bas : {shown, plural, one {le premier} many {les # premiers} other {les # premiers}} de {count, plural, one {# changement} many {# changements} other {# changements}}.',
  'changes.copyFailed': 'Le texte n’a pas pu être lu.',
  'changes.text': 'Le navigateur n’autorise pas la copie. Voici le texte :',
  'changes.textFirst':
    'Il contient {shown, plural, one {le premier} many {les # premiers} other {les # premiers}} de {count, plural, one {# changement} many {# changements} other {# changements}}.',
  'changes.print': 'Imprimer',
  'changes.news':
    '{count, plural, one {# autre changement depuis que vous avez ouvert cette page} many {# autres changements depuis que vous avez ouvert cette page} other {# autres changements depuis que vous avez ouvert cette page}}',
  'changes.newsOther': 'D’autres faits ont été consignés depuis que vous avez ouvert cette page',
  'changes.showNews': 'Tout afficher',
  'changes.only': 'Seulement ce qui',
  'changes.kind': 'Type',
  'changes.allKinds': 'tous les types',
  'changes.noneMatch': 'Aucun changement ne répond à ces filtres.',
  'changes.clear': 'Effacer les filtres',
  'changes.shown':
    'Affichés : {shown, plural, one {#} many {#} other {#}} sur {count, plural, one {# changement} many {# changements} other {# changements}}.',
  'changes.shownOnly':
    'Seulement {what} : {shown, plural, one {#} many {#} other {#}} sur {count, plural, one {# changement} many {# changements} other {# changements}}.',
  'changes.tag.happened': 'survenu',
  'changes.tag.learned-late': 'appris après coup',
  'changes.tag.corrected': 'corrigé',
  'changes.tag.newly-visible': 'visible depuis peu',
  'changes.means.happened': 'Rapporté depuis, sans être certainement survenu avant.',
  'changes.means.learned-late': 'Survenu avant, mais rapporté depuis seulement.',
  'changes.means.corrected': 'Ce qui était affiché avant l’est autrement.',
  'changes.means.newly-visible': 'Sa classification a été abaissée depuis : vous pouvez donc le voir maintenant.',
  'changes.lines': 'Ce qui a bougé',
  'changes.when': 'Quand',
  'changes.on': 'Le {day}',
  'changes.now': 'Maintenant',
  'changes.things': '{count, plural, one {# élément} many {# éléments} other {# éléments}}',
  'changes.anotherAccount': 'autre version',
  'changes.planned': 'pour le {day}',
  'changes.field': '{field} :',
  'changes.was': 'avant :',
  'changes.is': 'maintenant :',
  'changes.quoted': '« {words} »',
  'changes.more': 'Afficher plus',
  'changes.still': 'N’a pas bougé',
  'changes.stillNone': 'Toutes les positions et mesures ont bougé.',
  'changes.stillNothing': 'Aucune position ni mesure n’est consignée.',
  'changes.hence': '{sign} signale ce qui découle d’une date seule : aucun fait n’en rend compte.',
};
export default french;
