import type { PaperTexts } from './paper-en.js';

const french: PaperTexts = {
  'at.happenedBy': 'Ce qui était arrivé à la fin du {day}',
  'at.knownAt': 'Ce que nous savions à la fin du {day}',
  'at.asOf': 'Ce que contenait le dossier à la fin du {day}',
  'at.knownAt.instant': 'Ce que nous savions le {instant}',
  'at.asOf.instant': 'Ce que contenait le dossier le {instant}',
  'paper.page': 'Page {page} sur {pages}',
};

export default french;
