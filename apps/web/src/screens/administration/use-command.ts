import { useRef, useState } from 'preact/hooks';
import type { Answer } from '../../api/answer.js';
import { tell } from '../../api/ask.js';
import { useMessages } from '../../messages/use-messages.js';
import { newId } from '../../model/new-id.js';
import type { DryRun } from '../../types/types.gen.js';

/** How long the service is waited for: a form must not wait for a line that hangs. */
const SENDING_MS = 20_000;

export type Command<B extends object = object> = Readonly<{
  address: string;
  body: B;
  headers?: Readonly<Record<string, string>>;
}>;
/** Whether two commands say the same. What they are sent with is not compared. */
export const isSame = (one: Command, other: Command): boolean =>
  one.address === other.address && JSON.stringify(one.body) === JSON.stringify(other.body);

/** Tries a command out and records it, and keeps why that was not done. */
export const useCommand = () => {
  const { language } = useMessages();
  const [failure, setFailure] = useState<Error>();
  const [isBusy, setBusy] = useState(false);
  /** What was sent last, until an answer says that it is on record. */
  const unanswered = useRef<Readonly<{ what: string; key: string }>>();
  const run = async <T>(act: () => Promise<T>): Promise<T | undefined> => {
    setBusy(true);
    setFailure(undefined);
    try {
      return await act();
    } catch (error) {
      setFailure(error as Error);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const send = <T>({ address, body, headers }: Command, more: Record<string, string> = {}): Promise<Answer<T>> =>
    tell<T>(address, body, { ...headers, ...more, 'accept-language': language }, AbortSignal.timeout(SENDING_MS));
  return {
    failure,
    isBusy,
    forget: () => setFailure(undefined),
    /** What it would record, or has recorded, if its answer was lost; undefined if it is refused. */
    tryOut: (command: Command) =>
      run(async () => {
        const { what, key } = unanswered.current ?? {};
        const keyed = key !== undefined && what === JSON.stringify(command) ? { 'idempotency-key': key } : {};
        return (await send<DryRun>({ ...command, address: `${command.address}?dryRun=true` }, keyed)).body;
      }),
    /** If an answer was lost, the same command has the same key: it is on record once. @returns undefined if it was not recorded */
    record: (command: Command) =>
      run(async () => {
        const what = JSON.stringify(command);
        const key = unanswered.current?.what === what ? unanswered.current.key : newId();
        unanswered.current = { what, key };
        const answer = await send<object>(command, { 'idempotency-key': key });
        unanswered.current = undefined;
        return answer;
      }),
  };
};
