import { useEffect, useRef, useState } from 'preact/hooks';
import { Unreachable } from '../../api/answer.js';
import { useLogins } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import type { Command } from '../../model/record/commands.js';
import type { Result } from '../../model/record/faults.js';
import { tryOut } from '../../outbox/send.js';

/** What the service would do with an entry. */
export type Trial = Readonly<{ of: string; at: number } & ({ results: readonly Result[] } | { error: Error })>;
const TYPED_MS = 350;
/** What is older may have missed what others have recorded since. */
const FRESH_MS = 5_000;

/**
 * Asks the service what the commands would record, once nobody types any more, or at once if they are about to be sent. `of`: what is tried,
 * undefined if nothing can be yet. `heardAt`: when the service was heard last; a trial that had no answer before that says nothing of the line.
 */
export const useTrial = (of: string | undefined, commandsNow: () => readonly Command[], heardAt: number) => {
  const { language } = useMessages();
  const logins = useLogins();
  const [last, setLast] = useState<Trial>();
  const current = useRef(of);
  current.current = of;
  /** When the last one that was asked for had no answer; 0 if it had one. */
  const noLineAt = useRef(0);
  const ask = async (): Promise<Trial | undefined> => {
    if (of === undefined) return undefined;
    const trial = await tryOut(commandsNow(), language).then(
      (results): Trial => ({ of, at: Date.now(), results }),
      (error: Error): Trial => ({ of, at: Date.now(), error }),
    );
    noLineAt.current = isWithoutLine(trial) ? trial.at : 0;
    if (current.current === of) setLast(trial);
    return trial;
  };
  useEffect(() => {
    if (of === undefined) return undefined;
    const timer = setTimeout(() => void ask(), TYPED_MS);
    return () => clearTimeout(timer);
  }, [of, language, logins]);
  const trial = last?.of === of ? last : undefined;
  const isUnreachable = trial !== undefined && isWithoutLine(trial) && trial.at > heardAt;
  /** The answer for what stands in the form now; without a line, which is not waited for again, the last one, or undefined. */
  const settle = async (isOffline: boolean): Promise<Trial | undefined> => {
    const answered = trial !== undefined && 'results' in trial ? trial : undefined;
    if (isOffline || noLineAt.current > heardAt) return answered;
    return answered !== undefined && Date.now() - answered.at < FRESH_MS ? answered : ask();
  };
  return { trial, settle, isUnreachable };
};

const isWithoutLine = (trial: Trial): boolean => 'error' in trial && trial.error instanceof Unreachable;
