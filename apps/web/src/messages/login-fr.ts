import type { LoginTexts } from './login-en.js';

const french: LoginTexts = {
  'login.opened':
    'Continuez dans la fenêtre qui s’est ouverte. Ce que vous avez saisi reste ici. Si cette fenêtre est fermée, reconnectez-vous, ou connectez-vous ici.',
  'login.blocked':
    'Le navigateur n’a pas ouvert de fenêtre. Autorisez les fenêtres de cette page et reconnectez-vous, ou connectez-vous ici.',
  'login.here': 'Se connecter ici, en quittant cette page',
  'login.handedOver': 'Vous pouvez fermer cette fenêtre',
  'login.goOn': 'Continuez dans la fenêtre d’où vous venez.',
};

export default french;
