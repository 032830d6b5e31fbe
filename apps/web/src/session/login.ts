import * as oauth from 'oauth4webapi';
import type { PublicConfig } from '../types/types.gen.js';
import { IssuerUnreachable } from './issuer-unreachable.js';

export type Login = NonNullable<PublicConfig['login']>;
type Client = Readonly<{ server: oauth.AuthorizationServer; client: oauth.Client; options: object }>;

/** What must outlive the way to the issuer and back, where the page is left. It is of no use to anybody without the code. */
type Secrets = Readonly<{ verifier: string; state: string; nonce: string }>;
export type Begun = Secrets & Readonly<{ returnTo: string }>;
/** The token, and the subject of whom it is: the issuer says it in the ID token. */
export type LoggedIn = Readonly<{ token: string; subject: string }>;
const BEGUN = 'login';

export const isCallback = (): boolean => location.pathname === '/callback';
const redirectUri = () => `${location.origin}/callback`;

/**
 * A login of the issuer that nobody has been sent to yet: authorization code with PKCE (RFC 7636).
 * @throws IssuerUnreachable
 */
export const prepareLogin = async (
  login: Login,
  signal: AbortSignal,
): Promise<Readonly<{ begun: Secrets; address: URL }>> => {
  const { server, client } = await clientOf(login, signal);
  const begun: Secrets = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
  };
  const address = new URL(server.authorization_endpoint!);
  const parameters = {
    client_id: client.client_id,
    redirect_uri: redirectUri(),
    response_type: 'code',
    scope: login.scopes.join(' '),
    resource: login.audience,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return { begun, address };
};

/**
 * Leaves the page for the login of the issuer.
 * @param stays whether the reader has gone to a screen without a login meanwhile
 * @throws IssuerUnreachable: the page is not left for an issuer that does not answer
 */
export const beginLogin = async (
  login: Login,
  returnTo: string,
  signal: AbortSignal,
  stays = () => false,
): Promise<void> => {
  const { begun, address } = await prepareLogin(login, signal);
  if (stays()) return;
  sessionStorage.setItem(BEGUN, JSON.stringify({ ...begun, returnTo } satisfies Begun));
  location.assign(address);
  return new Promise(() => {}); // the browser leaves
};

/** What this browser began, once: its code is used up, whether the login succeeds or not. */
export const takeBegun = (): Begun | undefined => {
  const kept = sessionStorage.getItem(BEGUN);
  sessionStorage.removeItem(BEGUN);
  return kept === null ? undefined : (JSON.parse(kept) as Begun);
};

/**
 * Returns from the login of the issuer with a token. `answered`: the address to which the issuer has sent the browser.
 * @throws IssuerUnreachable, or another error if the issuer refused, or this browser did not begin the login
 */
export const finishLogin = async (
  login: Login,
  begun: Secrets | undefined,
  answered: URL,
  signal: AbortSignal,
): Promise<LoggedIn> => {
  if (begun === undefined) throw new Error('This browser did not begin the login.');
  const { verifier, state, nonce } = begun;
  const { server, client, options } = await clientOf(login, signal);
  const answer = oauth.validateAuthResponse(server, client, answered, state);
  const asked = oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, redirectUri(), verifier, {
    ...options,
    additionalParameters: { resource: login.audience },
  });
  const response = await asked.catch(unreachable);
  if (response.status >= 500) return unreachable(response.status);
  const told = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  return { token: told.access_token, subject: oauth.getValidatedIdTokenClaims(told)!.sub };
};

/** How long an issuer that hangs is waited for: on this page, its reader is logged out already. */
const ENDING_MS = 30_000;
/** Ends the session at the issuer, if it has a page for that (OpenID Connect RP-Initiated Logout). */
export const endSession = async (login: Login): Promise<void> => {
  const { server, client } = await clientOf(login, AbortSignal.timeout(ENDING_MS));
  if (server.end_session_endpoint === undefined) return;
  const address = new URL(server.end_session_endpoint);
  address.searchParams.set('client_id', client.client_id);
  location.assign(address);
};

const clientOf = async ({ issuer, clientId }: Login, signal: AbortSignal): Promise<Client> => {
  if (clientId === undefined)
    throw new Error('Nobody can log in on this page: its operator has to set PAGE_CLIENT_ID.');
  const address = new URL(issuer);
  // The service allows an issuer without TLS on its own machine alone.
  const options = {
    [oauth.allowInsecureRequests]: address.protocol === 'http:',
    // What the browser has kept of an issuer does not tell whether it answers now.
    [oauth.customFetch]: (url: string, init: object) => fetch(url, { ...init, cache: 'no-store' }),
    signal,
  };
  const server = await oauth
    .discoveryRequest(address, { algorithm: 'oidc', ...options })
    .then((response) => oauth.processDiscoveryResponse(address, response))
    .catch(unreachable);
  return { server, client: { client_id: clientId }, options };
};

const unreachable = (cause: unknown): never => {
  throw new IssuerUnreachable(cause);
};
