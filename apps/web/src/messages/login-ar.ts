import type { LoginTexts } from './login-en.js';

const arabic: LoginTexts = {
  'login.opened':
    'تابع في النافذة التي فُتحت. ما كتبته يبقى هنا. إذا أُغلقت تلك النافذة فسجّل الدخول من جديد، أو سجّل الدخول هنا.',
  'login.blocked': 'لم يفتح المتصفح نافذة. اسمح بنوافذ هذه الصفحة وسجّل الدخول من جديد، أو سجّل الدخول هنا.',
  'login.here': 'تسجيل الدخول هنا مع مغادرة هذه الصفحة',
  'login.handedOver': 'يمكنك إغلاق هذه النافذة',
  'login.goOn': 'تابع في النافذة التي جئت منها.',
};

export default arabic;
