import { useRef, useState } from 'preact/hooks';
import { type Answer, Refused } from '../../api/answer.js';
import { SENDING_MS, tell } from '../../api/ask.js';
import { mayBeDone } from '../../api/outcome.js';
import { useMessages } from '../../messages/use-messages.js';
import { newId } from '../../model/new-id.js';
import type { DryRun } from '../../types/types.gen.js';

export type Command<B extends object = object> = Readonly<{
  address: string;
  body: B;
  headers?: Readonly<Record<string, string>>;
}>;
/** Whether two commands say the same. What they are sent with is not compared. */
export const isSame = (one: Command, other: Command): boolean =>
  one.address === other.address && JSON.stringify(one.body) === JSON.stringify(other.body);

const isSentWith = (one: Command, other: Command): boolean =>
  JSON.stringify(one.headers) === JSON.stringify(other.headers);

/** What was refused with one of these may be asked again as it is: to log in, to be let in, to wait. Of what was sent before, it says nothing. */
const NOT_FINAL = [401, 403, 408, 425, 429];
const isFinal = (error: unknown): boolean =>
  error instanceof Refused && error.problem.status < 500 && !NOT_FINAL.includes(error.problem.status);

/** What has answered for a command. `isAgain`: it was sent before, and may be on record by that, and undone since. */
export type Recorded = Answer<object> & Readonly<{ isAgain: boolean }>;
type Failed = Readonly<{ command: Command; error: Error; isTrial: boolean; isUnknown: boolean }>;

/** Tries a command out and records it, and keeps why that was not done. `now`: the command that what is typed makes. */
export const useCommand = (now: Command) => {
  const { language } = useMessages();
  const [failed, setFailed] = useState<Failed>();
  const [isBusy, setBusy] = useState(false);
  /** What was sent last, until an answer says whether it is on record. */
  const unanswered = useRef<Readonly<{ command: Command; key: string }>>();
  const lost = (command: Command) =>
    unanswered.current && isSame(unanswered.current.command, command) ? unanswered.current : undefined;
  const run = async <T>(
    command: Command,
    isTrial: boolean,
    act: (isAgain: boolean) => Promise<T>,
  ): Promise<T | undefined> => {
    const isAgain = lost(command) !== undefined;
    setBusy(true);
    // That it is not known stays so while it is asked.
    if (!isTrial || !isAgain) setFailed(undefined);
    try {
      return await act(isAgain);
    } catch (error) {
      const isUnknown = (!isTrial && mayBeDone(error as Error)) || (isAgain && !isFinal(error));
      setFailed({ command, error: error as Error, isTrial, isUnknown });
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  /** A final refusal under the key of what was sent before says that this is not on record. */
  const closing = (error: unknown): never => {
    if (isFinal(error)) unanswered.current = undefined;
    throw error;
  };
  const send = <T>({ address, body, headers }: Command, more: Record<string, string> = {}): Promise<Answer<T>> =>
    tell<T>(address, body, { ...headers, ...more, 'accept-language': language }, AbortSignal.timeout(SENDING_MS));
  const isOfNow = failed !== undefined && isSame(failed.command, now) && isSentWith(failed.command, now);
  // That something else could not be tried out is nothing to know any more.
  const shown = failed?.isTrial === true && !isOfNow ? undefined : failed;
  return {
    failure: shown?.error,
    /** The same, while what is typed is what was sent: a field that says something else is not wrong. */
    failureOfNow: isOfNow ? failed.error : undefined,
    /** It was to be tried out alone. */
    isTrial: shown?.isTrial ?? false,
    /** It may be on record, although no receipt came. */
    isUnknown: shown?.isUnknown ?? false,
    isBusy,
    forget: () => setFailed(undefined),
    /** What it would record, or has recorded, if its answer was lost; undefined if it is refused. */
    tryOut: (command: Command) =>
      run(command, true, async () => {
        const before = lost(command);
        const keyed = before && { 'idempotency-key': before.key };
        const sent = before?.command ?? command;
        const answer = send<DryRun>({ ...sent, address: `${sent.address}?dryRun=true` }, keyed);
        const { body } = await (before ? answer.catch(closing) : answer);
        if (!body.alreadyRecorded) setFailed(undefined);
        return body;
      }),
    /**
     * If an answer was lost, the same command has the same key: it is on record once. It is sent as it was first, for the revision
     * that was read then: by now it may be on record. @returns undefined if it was not recorded
     */
    record: (command: Command): Promise<Recorded | undefined> =>
      run(command, false, async (isAgain) => {
        const sent = lost(command) ?? { command, key: newId() };
        unanswered.current = sent;
        const answer = await send<object>(sent.command, { 'idempotency-key': sent.key }).catch(closing);
        unanswered.current = undefined;
        return { ...answer, isAgain };
      }),
  };
};
