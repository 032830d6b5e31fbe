import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Adapter, AdapterFactory, AdapterPayload, Provider } from 'oidc-provider';

/** Sessions, grants and codes of the logins in a browser, for as long as the issuer runs. */
export const keptIn =
  (kept: Map<string, AdapterPayload>): AdapterFactory =>
  (name): Adapter => {
    const keyOf = (id: string) => `${name} ${id}`;
    const find = async (id: string) => kept.get(keyOf(id));
    return {
      upsert: async (id, payload) => void kept.set(keyOf(id), payload),
      find,
      findByUserCode: async () => {},
      findByUid: async (uid) =>
        [...kept].find(([key, payload]) => key.startsWith(`${name} `) && payload.uid === uid)?.[1],
      consume: async (id) => void kept.set(keyOf(id), { ...(await find(id)), consumed: true }),
      destroy: async (id) => void kept.delete(keyOf(id)),
      revokeByGrantId: async (grantId) => {
        for (const [key, payload] of kept) if (payload.grantId === grantId) kept.delete(key);
      },
    };
  };

/** The login of the issuer: a form with a button that logs in the person of the test, and one that refuses. */
export const answerLogin = async (
  provider: Provider,
  { person }: Readonly<{ person: Readonly<{ subject: string; name?: string }> }>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { params } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    const { subject, name = subject } = person;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><title>Log in</title><link rel="icon" href="data:,"><form method="post"><button>Log in as ${name}</button><button formaction="?refused">Refuse</button></form>`,
    );
    return;
  }
  if (request.url?.endsWith('?refused') === true)
    return provider.interactionFinished(request, response, { error: 'access_denied' });
  const grant = new provider.Grant({ accountId: person.subject, clientId: String(params['client_id']) });
  grant.addOIDCScope(String(params['scope']));
  grant.addResourceScope(String(params['resource']), '');
  const grantId = await grant.save();
  await provider.interactionFinished(request, response, { login: { accountId: person.subject }, consent: { grantId } });
};
