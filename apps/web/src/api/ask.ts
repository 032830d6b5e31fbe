import { type Answer, readAnswer, Refused, Unreachable } from './answer.js';
import { hearTime } from './clock.js';

let token: string | undefined;
let hadToken = false;
let onLoginEnded = () => {};

/** How long an answer to what is sent is waited for: a form must not wait for a line that hangs. */
export const SENDING_MS = 20_000;

const hearing = new Set<() => void>();

/** The access token is kept in memory alone: no storage holds it, and a reload forgets it. */
export const setToken = (given: string | undefined, whenEnded: () => void) => {
  const isAgain = token !== undefined && given !== undefined;
  token = given;
  hadToken ||= given !== undefined;
  onLoginEnded = whenEnded;
  if (isAgain) for (const hear of hearing) hear();
};

/** Calls `hear` each time that the same person has logged in again on this page. @returns what ends it */
export const onLoggedInAgain = (hear: () => void): (() => void) => {
  hearing.add(hear);
  return () => hearing.delete(hear);
};

/** Whether somebody has logged in on this page. Who that is, only the service can say. */
export const hasLoggedIn = (): boolean => hadToken;

/** The place of the last change that was told, which every answer must have: changes are told before all views have them. */
let heard: string | undefined;
/** `place`: a Consistency-Token. Undefined if the record may be another one, as after a restore. */
export const hearPlace = (place: string | undefined): void => void (heard = place);

/** What is answered to a place that is not one of the record that is there. */
const OF_ANOTHER_RECORD: readonly string[] = ['consistency-token-malformed', 'consistency-token-of-another-log'];

/** The places with which an answer was asked for that is being put together. Whoever asks for later ones begins with another answer. */
const inProgress = new Map<string, readonly string[]>();

/** `place`: the Consistency-Token of what the answer must have, beside the last change that was told. */
type Read = Readonly<{ address: string; type: string; language: string; signal?: AbortSignal; place?: string }>;

/** Reads an address of the API. @throws what `taken` throws for an answer that it does not take */
const read = async <T>(what: Read, taken: (response: Response) => Promise<T>): Promise<T> => {
  const { address, type, language, signal, place } = what;
  const wanted = { accept: type, 'accept-language': language };
  const answer = `${type} ${address}`;
  const places = inProgress.get(answer) ?? [place, heard].filter((one) => one !== undefined);
  inProgress.delete(answer);
  const tokens = places.length === 0 ? {} : { 'consistency-token': places.join(', ') };
  const response = await send(address, { ...wanted, ...tokens }, signal);
  try {
    return await taken(response);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code } = error.problem;
    if (code === 'replay-in-progress') inProgress.set(answer, places);
    if (heard === undefined || !places.includes(heard) || !OF_ANOTHER_RECORD.includes(code)) throw error;
    heard = undefined;
    return read(what, taken);
  }
};

/** Reads an address of the API. The browser keeps answers with their ETag if the service allows it. */
export const ask = <T>(address: string, language: string, signal?: AbortSignal, place?: string): Promise<Answer<T>> =>
  read<Answer<T>>(
    { address, type: 'application/json', language, ...(signal && { signal }), ...(place !== undefined && { place }) },
    async (response) => ({ ...(await readAnswer<T>(response)), asked: address.split('?')[1] }),
  );

/** Sends a body to an address of the API. */
export const tell = async <T>(
  address: string,
  body: unknown,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Answer<T>> =>
  readAnswer<T>(await send(address, { accept: 'application/json', ...headers }, signal, { method: 'POST', body }));

/** Reads an address of the API in another form than JSON. */
export const askForm = (address: string, type: string, language: string, signal?: AbortSignal): Promise<Response> =>
  read({ address, type, language, ...(signal && { signal }) }, async (response) => {
    if (!response.ok) await readAnswer(response);
    return response;
  });

/** Reads an address of the API as text, as it is to be copied or printed. */
export const askText = async (address: string, language: string): Promise<string> =>
  (await askForm(address, 'text/plain', language)).text();

/** Puts something in place of what is at an address of the API. `body`: absent where the address says it all. `only`: the headers of a condition. */
export const put = async <T>(
  address: string,
  body: object | undefined,
  language: string,
  only: Readonly<Record<string, string>> = {},
): Promise<Answer<T>> =>
  readAnswer<T>(
    await send(
      address,
      { accept: 'application/json', 'accept-language': language, ...only },
      AbortSignal.timeout(SENDING_MS),
      { method: 'PUT', body },
    ),
  );

/** Ends what is at an address of the API. */
export const remove = async (address: string, language: string): Promise<void> => {
  const wanted = { accept: 'application/json', 'accept-language': language };
  const response = await send(address, wanted, AbortSignal.timeout(SENDING_MS), { method: 'DELETE' });
  if (!response.ok) await readAnswer(response);
};

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

/** `sent`: what is put, posted or ended there, with a body in JSON. */
const send = async (
  address: string,
  wanted: Record<string, string>,
  signal?: AbortSignal,
  sent?: Readonly<{ method: 'POST' | 'PUT' | 'DELETE'; body?: unknown }>,
): Promise<Response> => {
  const headers = new Headers(wanted);
  if (sent?.body !== undefined) headers.set('content-type', 'application/json');
  const sentWith = token;
  if (sentWith !== undefined) headers.set('authorization', `Bearer ${sentWith}`);
  const given = sent && { method: sent.method, ...(sent.body !== undefined && { body: JSON.stringify(sent.body) }) };
  const response = await fetch(address, { headers, ...(signal && { signal }), ...given }).catch((error: unknown) => {
    if (signal?.aborted === true && (error as Error).name !== 'TimeoutError') throw error;
    throw new Unreachable(error);
  });
  hearTime(response.headers.get('date'));
  // Somebody may have logged in again meanwhile.
  if (response.status === 401 && sentWith === token) onLoginEnded();
  return response;
};
