type Policy = Readonly<{ createScriptURL: (text: string) => string }>;
type TrustedTypes = Readonly<{ createPolicy: (name: string, rules: Policy) => Policy }>;

const made = new Map<string, string>();
/** The address of a script of this service, as Trusted Types want it. Each policy knows one address alone, and may be made once in a page. */
export const trustedAddress = (policyName: string, address: string): string => {
  const known = made.get(policyName);
  if (known !== undefined) return known;
  const { trustedTypes } = globalThis as Readonly<{ trustedTypes?: TrustedTypes }>;
  const policy = trustedTypes?.createPolicy(policyName, { createScriptURL: () => address });
  const trusted = policy?.createScriptURL('') ?? address;
  made.set(policyName, trusted);
  return trusted;
};
