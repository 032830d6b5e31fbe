/** The texts of logging in again, loaded once somebody has logged in. The other languages have the same messages with the same parameters. */
const english = {
  'login.opened':
    'Go on in the window that has opened. What you typed stays here. If that window is closed, log in again, or log in here.',
  'login.blocked': 'The browser has not opened a window. Allow windows of this page and log in again, or log in here.',
  'login.here': 'Log in here: this page is left',
  'login.handedOver': 'You can close this window',
  'login.goOn': 'Go on in the window that you came from.',
} as const;

export type LoginTextId = keyof typeof english;
export type LoginTexts = Readonly<Record<LoginTextId, string>>;
export default english as LoginTexts;
