const ADDRESS = '/service-worker.js';
type Policy = Readonly<{ createScriptURL: (text: string) => string }>;
type TrustedTypes = Readonly<{ createPolicy: (name: string, rules: Policy) => Policy }>;

let isAsked = false;
/** The files of the page are kept by the browser, so that it opens without a line, too. The one policy of Trusted Types knows this address alone. */
export const keepShell = () => {
  if (isAsked || !('serviceWorker' in navigator)) return;
  isAsked = true;
  const { trustedTypes } = globalThis as Readonly<{ trustedTypes?: TrustedTypes }>;
  const policy = trustedTypes?.createPolicy('service-worker', { createScriptURL: () => ADDRESS });
  // A browser may be told to keep nothing. Then the page needs a line to open, as before.
  navigator.serviceWorker.register(policy?.createScriptURL('') ?? ADDRESS).catch(() => (isAsked = false));
};
