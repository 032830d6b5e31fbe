import { type Answer, readAnswer, Unreachable } from './answer.js';

let token: string | undefined;
let onLoginEnded = () => {};

/** The access token is kept in memory alone: no storage holds it, and a reload forgets it. */
export const setToken = (given: string, whenEnded: () => void) => {
  token = given;
  onLoginEnded = whenEnded;
};

/** Reads an address of the API. The browser keeps answers with their ETag if the service allows it. */
export const ask = async <T>(address: string, language: string, signal?: AbortSignal): Promise<Answer<T>> => {
  const headers = new Headers({ accept: 'application/json', 'accept-language': language });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(address, { headers, ...(signal && { signal }) }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw new Unreachable(error);
  });
  if (response.status === 401) onLoginEnded();
  return readAnswer<T>(response);
};
