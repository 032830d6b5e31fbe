import type { LoginTexts } from './login-en.js';

const chinese: LoginTexts = {
  'login.opened': '请在打开的窗口中继续。您输入的内容会留在这里。如果该窗口已关闭，请重新登录，或在此处登录。',
  'login.blocked': '浏览器没有打开窗口。请允许本页打开窗口后重新登录，或在此处登录。',
  'login.here': '在此处登录（将离开本页）',
  'login.handedOver': '您可以关闭此窗口',
  'login.goOn': '请回到原来的窗口继续。',
};

export default chinese;
