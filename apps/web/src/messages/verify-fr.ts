import type { VerifyTexts } from './verify-en.js';

const french: VerifyTexts = {
  'verify.skip': 'Aller à la vérification',
  'verify.headline': 'Le dossier est-il intact ?',
  'verify.what':
    'Donnez un fichier d’audit, ou la preuve d’un événement, et la clé du journal. La vérification se fait sur cet appareil : aucun fichier, aucune clé et aucune question ne sont envoyés.',
  'verify.caution':
    'Cette page vient du service dont vous vérifiez le dossier : elle ne prouve donc rien contre lui. Pour cela, lancez {command} depuis un endroit auquel vous vous fiez.',
  'verify.file': 'Fichier d’audit ou preuve',
  'verify.drop': 'Déposez-le n’importe où sur cette page, ou choisissez-le ici.',
  'verify.key': 'Clé du journal',
  'verify.keyHelp': 'Une par ligne. Prenez-la chez son propriétaire ou chez un témoin, pas auprès de ce service.',
  'verify.fromFile': 'Depuis un fichier :',
  'verify.more': 'Témoins, et un point de contrôle que vous avez gardé',
  'verify.witness': 'Clés de témoins',
  'verify.witnessHelp': 'Une par ligne. Chacun doit avoir cosigné.',
  'verify.kept': 'Point de contrôle que vous avez gardé',
  'verify.keptHelp':
    'Le texte signé, tel que vous l’avez enregistré. Ce qu’il couvre ne doit pas avoir changé. Pour une preuve sans point de contrôle, donnez celui de sa taille.',
  'verify.event': 'L’événement de cette preuve',
  'verify.eventHelp':
    'Un tlog-proof ne contient pas son événement. Donnez le JSON avec l’événement et son sel : la réponse de {route}.',
  'verify.check': 'Vérifier',
  'verify.noFile': 'Choisissez d’abord un fichier.',
  'verify.noKey': 'Donnez la clé du journal.',
  'verify.lineIs': 'Ligne {line} :',
  'verify.oneFile': 'Donnez un seul fichier, et pas de dossier.',
  'verify.noEvent': 'Ce n’est pas un objet JSON avec l’événement et son sel.',
  'verify.keptMalformed': 'Ce n’est pas un point de contrôle signé.',
  'verify.keptUnsigned':
    'Aucune des clés du journal que vous avez données n’a signé ce texte. Il a été modifié, ou il faut une autre clé.',
  'verify.keptOfAnotherLog': 'Ce point de contrôle est du journal {origin}, et non de celui que vous vérifiez.',
  'verify.keptOfAnotherSize':
    'Ce point de contrôle est de taille {size}, mais la preuve est de taille {wanted}. Donnez le point de contrôle de cette taille.',
  'verify.keptMissing':
    'La preuve n’a pas de point de contrôle. Donnez le point de contrôle signé de sa taille, {wanted}.',
  'verify.unchecked': 'La vérification n’a pas pu se faire',
  'verify.gaps':
    '{count, plural, one {# événement retenu se trouve entre des événements montrés de son flux} many {# événements retenus se trouvent entre des événements montrés de leurs flux} other {# événements retenus se trouvent entre des événements montrés de leurs flux}}',
  'verify.tooLarge': 'Ce fichier est trop grand pour en être un. Choisissez-en un autre.',
  'verify.cannotRead':
    'Le fichier ne peut pas être lu : il a été déplacé, modifié ou supprimé. Choisissez-le à nouveau.',
  'verify.notLoaded': 'La vérification n’a pas pu être chargée. Examinez la connexion, puis vérifiez à nouveau.',
  'verify.broke':
    'La vérification s’est interrompue : {because}. Cela ne dit rien du dossier. Vérifiez-le avec {command}.',
  'verify.stopped': 'Vous avez arrêté la vérification. Elle n’a rien établi.',
  'verify.running': 'Vérification de {name}',
  'verify.progress':
    '{lines, plural, =0 {lecture} one {# ligne vérifiée} many {# lignes vérifiées} other {# lignes vérifiées}}',
  'verify.readOf': '{read} sur {size}',
  'verify.stop': 'Arrêter',
  'verify.result': 'Résultat',
  'verify.holds': 'Il est intact',
  'verify.fails': 'Il n’est pas intact',
  'verify.failsAt': 'Il n’est pas intact, à l’événement {index}',
  'verify.anotherEvent': 'Ceci prouve un autre événement',
  'verify.notThatEvent': 'Ceci ne prouve pas l’événement demandé',
  'verify.missedMeans':
    'La preuve demandée était celle de l’événement {event}. Ce qui est venu est intact, mais porte sur ce qui figure ci-dessous, et ne dit rien de cet événement. Le service donne la mauvaise preuve, ou bien ce qui se trouve entre lui et vous.',
  'verify.unreadable': 'Il n’est pas intact : il ne peut pas être lu comme fichier d’audit',
  'verify.foreign': 'Ce n’est pas un fichier d’audit',
  'verify.at': '{name}, vérifié sur cet appareil le {time}',
  'verify.took':
    '{seconds, plural, =0 {en moins d’une seconde} one {en # seconde} many {en # secondes} other {en # secondes}}',
  'verify.log': 'Journal',
  'verify.events':
    '{events, plural, one {# événement} many {# événements} other {# événements}} dans {streams, plural, one {# flux} many {# flux} other {# flux}}',
  'verify.withheld': '{count, plural, =0 {aucun retenu} one {# retenu} many {# retenus} other {# retenus}}',
  'verify.withheldMeans':
    'Il prouve que ce qu’il montre est dans le journal, et qu’il s’y trouve quelque chose qu’il retient. Il ne prouve pas qu’il montre tout ce qui en fait partie : seul le fichier du journal entier le fait.',
  'verify.negotiation': 'Montre une négociation',
  'verify.asSigned': 'Chaque événement montré est celui qui a été signé',
  'verify.root': 'Racine',
  'verify.signed': 'Signé par le journal',
  'verify.recorded': 'Consigné',
  'verify.recordedFrom': '{from} à {to}',
  'verify.checkpoints':
    '{count, plural, one {# point de contrôle du journal y correspond, et est signé} many {# points de contrôle du journal y correspondent, et sont signés} other {# points de contrôle du journal y correspondent, et sont signés}}',
  'verify.checkpointsUnknown':
    '{count, plural, one {# point de contrôle du journal y correspond, mais vous n’avez donné aucune clé qui le vérifie} many {# points de contrôle du journal y correspondent, mais vous n’avez donné aucune clé qui les vérifie} other {# points de contrôle du journal y correspondent, mais vous n’avez donné aucune clé qui les vérifie}}',
  'verify.cosigned': 'Cosigné par {name}',
  'verify.since':
    '{count, plural, one {Sa première entrée correspond à votre point de contrôle} many {Ses # premières entrées correspondent à votre point de contrôle} other {Ses # premières entrées correspondent à votre point de contrôle}}',
  'verify.backwards':
    '{count, plural, one {L’heure de consignation recule une fois} many {L’heure de consignation recule # fois} other {L’heure de consignation recule # fois}}, d’abord à l’événement {index}. Des ajouts simultanés en sont la cause pour des millisecondes, plusieurs instances pour des secondes. Au-delà, interrogez le propriétaire.',
  'verify.noWitness': 'Seul le journal lui-même s’en porte garant.',
  'verify.noWitnessMeans':
    'Vous n’avez donné aucune clé de témoin. Qui a la clé du journal a pu tout réécrire et signer à partir de l’événement {index}.',
  'verify.vouched': 'Un témoin ne garantit rien de ce qui a été consigné après sa cosignature.',
  'verify.limits':
    'On ne peut vérifier ni que l’horloge du service était juste, ni que ce qui a été consigné est vrai.',
  'verify.proved': 'Événement',
  'verify.provedWithheld': 'retenu : seule son entrée est prouvée',
  'verify.stream': 'Flux',
  'verify.revision': '{stream}, révision {revision}',
  'verify.place': 'Place dans le journal',
  'verify.placeOf': '{index} sur {size, plural, one {# entrée} many {# entrées} other {# entrées}}, à partir de 0',
  'verify.entry': 'Entrée',
  'verify.keptNotUsed':
    'Le point de contrôle que vous avez gardé n’a pas servi : seul un point de la taille de la preuve peut lui être comparé. Pour lui comparer le journal entier, vérifiez un fichier d’audit.',
  'verify.findings': '{count, plural, one {# constat} many {# constats} other {# constats}}',
  'verify.place.event': 'événement {index}',
  'verify.place.line': 'ligne {line} du fichier',
  'verify.moreFindings': '{count, plural, one {et # autre} many {et # autres} other {et # autres}}',
  'verify.keep': 'Gardez le fichier, le point de contrôle et ce rapport : ce sont des éléments de preuve.',
  'verify.save': 'Enregistrer le rapport',
};

export default french;
