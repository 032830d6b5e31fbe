import { trustedAddress } from '../api/trusted-address.js';

let isAsked = false;
/** The files of the page are kept by the browser, so that it opens without a line, too. */
export const keepShell = () => {
  if (isAsked || !('serviceWorker' in navigator)) return;
  isAsked = true;
  const address = trustedAddress('service-worker', '/service-worker.js');
  // A browser may be told to keep nothing. Then the page needs a line to open, as before.
  navigator.serviceWorker.register(address).catch(() => (isAsked = false));
};
