import type { FeedsTexts } from './feeds-en.js';

const french: FeedsTexts = {
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
  'feeds.ended': 'Cette adresse a pris fin.',
  'feeds.keep': 'La garder',
  'feeds.until': 'Chacune cesse d’elle-même 30 jours après votre dernière utilisation de Rapporteur.',
  'feeds.how':
    'Ce qui n’a pas de jour précis figure comme tâche ou avec ses mots, et une autre version d’une réunion dans ses notes, jamais comme une seconde réunion.',
  'feeds.loading': 'Lecture de vos adresses',
  'feeds.notDone': 'Cela n’a pas été fait.',
  'feeds.unknown': 'On ne sait pas si cela a été fait.',
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
