import type { BriefTexts } from '../brief-messages.js';

const provisions = (one: string, other: string) =>
  `{actor} : {count, plural, one {une disposition ${one}} many {# dispositions ${other}} other {# dispositions ${other}}} ({measures}).`;
const position = (what: string) => `{party}, sur « {issue} » : ${what}.`;

const frenchBrief: BriefTexts = {
  'brief.heading': 'Note pour une réunion',
  'brief.asOf': 'D’après le dossier, au {days}',
  'brief.at.happenedBy': 'Ce qui était arrivé à la fin du {days} (UTC)',
  'brief.at.knownAt': 'Ce que nous savions à la fin du {days} (UTC)',
  'brief.at.asOf': 'Ce que contenait le dossier à la fin du {days} (UTC)',
  'brief.at.knownAt.instant': 'Ce que nous savions le {instant}',
  'brief.at.asOf.instant': 'Ce que contenait le dossier le {instant}',
  'brief.section.meeting': 'La réunion',
  'brief.section.coming': 'Qui vient, et selon qui',
  'brief.section.positions': 'Positions',
  'brief.section.measures': 'Mesures',
  'brief.section.pledges': 'Engagements',
  'brief.section.statements': 'Dit récemment',
  'brief.section.disputes': 'Versions qui se contredisent',
  'brief.section.sources': 'Sources',
  'brief.position.demand': position('exigence'),
  'brief.position.offer': position('offre'),
  'brief.position.reservation': position('réserve'),
  'brief.position.red-line': position('ligne rouge'),
  'brief.position.acceptance': position('acceptation'),
  'brief.position.held': position('position de nature inconnue'),
  'brief.position.withdrawn': position('position retirée'),
  'brief.scope.private': 'Dit en privé.',
  'brief.scope.assessed': 'Selon notre évaluation.',
  'brief.force.in-force': provisions('en vigueur', 'en vigueur'),
  'brief.force.in-force.since': provisions('en vigueur depuis le {days}', 'en vigueur depuis le {days}'),
  'brief.force.not-yet': provisions('pas encore en vigueur', 'pas encore en vigueur'),
  'brief.force.not-yet.from': provisions(
    'pas encore en vigueur, annoncée pour le {days}',
    'pas encore en vigueur, annoncées pour le {days}',
  ),
  'brief.force.suspended': provisions('suspendue', 'suspendues'),
  'brief.force.suspended.since': provisions('suspendue depuis le {days}', 'suspendues depuis le {days}'),
  'brief.force.expired': provisions('expirée', 'expirées'),
  'brief.force.removed': provisions('levée', 'levées'),
  'brief.force.not-affected': provisions('sans effet sur les parties', 'sans effet sur les parties'),
  'brief.force.unknown': provisions(
    'dont le dossier ne dit pas si elle est en vigueur',
    'dont le dossier ne dit pas si elles sont en vigueur',
  ),
  'brief.pledge.open': 'Ouvert, pris par {parties}.',
  'brief.pledge.overdue': 'Échu, pris par {parties}.',
  'brief.pledge.disputed': 'Contesté, pris par {parties}.',
  'brief.none.coming': '{party} : le dossier ne dit pas qui vient.',
  'brief.none.parties': 'Le dossier ne dit pas quelles parties se réunissent.',
  'brief.none.issues': 'Le dossier ne dit pas de quoi traite la réunion.',
  'brief.none.position': '{party}, sur « {issue} » : aucune position au dossier.',
  'brief.none.redLine': 'Aucune ligne rouge sur ces questions n’est au dossier.',
  'brief.none.moved': 'Aucune évolution de ces positions n’est au dossier depuis « {meeting} » ({days}).',
  'brief.none.lastMeeting': 'Aucune réunion antérieure n’est au dossier.',
  'brief.none.measures': 'Aucune mesure de ces parties n’est au dossier.',
  'brief.none.pledges': 'Aucun engagement ouvert de ces parties n’est au dossier.',
  'brief.none.statements': 'Sur « {issue} » : aucune déclaration au dossier.',
  'brief.none.disputes': 'Aucune contradiction ouverte n’est au dossier.',
  'brief.notShown':
    '{count, plural, one {# autre n’est pas montrée.} many {# autres ne sont pas montrées.} other {# autres ne sont pas montrées.}}',
  'brief.notShown.issues':
    '{count, plural, one {Non traitée : # autre question de cette réunion.} many {Non traitées : # autres questions de cette réunion.} other {Non traitées : # autres questions de cette réunion.}}',
  'brief.notShown.statements':
    '{count, plural, one {Sur « {issue} » : # déclaration antérieure n’est pas montrée.} many {Sur « {issue} » : # déclarations antérieures ne sont pas montrées.} other {Sur « {issue} » : # déclarations antérieures ne sont pas montrées.}}',
  'brief.notLookedAt':
    '{count, plural, one {# mesure antérieure n’a pas été examinée.} many {# mesures antérieures n’ont pas été examinées.} other {# mesures antérieures n’ont pas été examinées.}}',
  'brief.about': 'Sur « {thing} »',
  'brief.disputed': 'Des versions de cette réunion se contredisent : voir plus bas.',
  'brief.ungraded': 'non évaluée',
  'brief.fromTheRecord':
    'Établie d’après le seul dossier, par des règles fixes. Ce que le dossier ne contient pas est signalé comme manquant.',
};
export default frenchBrief;
