const ADDRESS = '/service-worker.js';
type Policy = Readonly<{ createScriptURL: (text: string) => string }>;
type TrustedTypes = Readonly<{ createPolicy: (name: string, rules: Policy) => Policy }>;

let address: string | undefined;
/** The address as Trusted Types want it. Their one policy knows it alone, and may be made once in a page. */
const trusted = (): string => {
  const { trustedTypes } = globalThis as Readonly<{ trustedTypes?: TrustedTypes }>;
  const policy = trustedTypes?.createPolicy('service-worker', { createScriptURL: () => ADDRESS });
  return policy?.createScriptURL('') ?? ADDRESS;
};

let isAsked = false;
/** The files of the page are kept by the browser, so that it opens without a line, too. */
export const keepShell = () => {
  if (isAsked || !('serviceWorker' in navigator)) return;
  isAsked = true;
  address ??= trusted();
  // A browser may be told to keep nothing. Then the page needs a line to open, as before.
  navigator.serviceWorker.register(address).catch(() => (isAsked = false));
};
