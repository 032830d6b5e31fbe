import { type Answer, readAnswer, Unreachable } from './answer.js';
import { hearTime } from './clock.js';

let token: string | undefined;
let onLoginEnded = () => {};

/** The access token is kept in memory alone: no storage holds it, and a reload forgets it. */
export const setToken = (given: string | undefined, whenEnded: () => void) => {
  token = given;
  onLoginEnded = whenEnded;
};

/** Reads an address of the API. The browser keeps answers with their ETag if the service allows it. */
export const ask = async <T>(address: string, language: string, signal?: AbortSignal): Promise<Answer<T>> =>
  readAnswer<T>(await send(address, { accept: 'application/json', 'accept-language': language }, signal));

/** Sends a body to an address of the API. */
export const tell = async <T>(address: string, body: unknown, headers: Record<string, string>): Promise<Answer<T>> =>
  readAnswer<T>(
    await send(
      address,
      { accept: 'application/json', 'content-type': 'application/json', ...headers },
      undefined,
      JSON.stringify(body),
    ),
  );

/** Opens a stream of server-sent events. `lastId`: that of the last event that was heard. */
export const openStream = async (
  address: string,
  lastId: string | undefined,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> => {
  const after = lastId === undefined ? {} : { 'last-event-id': lastId };
  const response = await send(address, { accept: 'text/event-stream', ...after }, signal);
  if (!response.ok || response.body === null) await readAnswer(response);
  return response.body!;
};

const send = async (
  address: string,
  wanted: Record<string, string>,
  signal?: AbortSignal,
  body?: string,
): Promise<Response> => {
  const headers = new Headers(wanted);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(address, {
    headers,
    ...(signal && { signal }),
    ...(body !== undefined && { method: 'POST', body }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw new Unreachable(error);
  });
  hearTime(response.headers.get('date'));
  if (response.status === 401) onLoginEnded();
  return response;
};
