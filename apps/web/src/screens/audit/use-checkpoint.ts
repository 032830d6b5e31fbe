import { useQuery } from '@tanstack/preact-query';
import { Malformed } from '#ledger/strict-text.js';
import { Unreachable } from '../../api/answer.js';
import { askText } from '../../api/ask.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import type { Ledger } from '../../types/types.gen.js';
import { noteOf, type Told } from './note-of.js';

/** The newest checkpoint, and the last one that witnesses cosigned. */
export type Checkpoints = Readonly<{
  newest: Told | undefined;
  cosigned: Told | undefined;
  error: Error | null;
  retry: () => void;
}>;

export const useCheckpoint = (): Checkpoints => {
  const { language } = useMessages();
  const ledger = useAnswer<Ledger>('/v1/audit/ledger');
  const { size, cosigned: last } = ledger.data?.body ?? {};
  const asked = (path: string, place: string, enabled: boolean) => ({
    queryKey: [path, place, ''],
    queryFn: async () => toldBy(await askText(path, language)),
    placeholderData: (before: Told | undefined) => before,
    enabled,
  });
  const newest = useQuery(asked('/v1/audit/checkpoint', String(size), size !== undefined));
  // Without one, the service refuses.
  const cosigned = useQuery(asked('/v1/audit/checkpoint/cosigned', `${last?.size} ${last?.at}`, last !== undefined));
  return {
    newest: newest.data,
    cosigned: last && cosigned.data,
    error: ledger.error ?? newest.error ?? cosigned.error,
    retry: () => {
      for (const one of [ledger, newest, cosigned]) if (one.error !== null) void one.refetch();
    },
  };
};

/** @throws Unreachable if something else has answered in place of the service */
const toldBy = (note: string): Told => {
  try {
    return noteOf(note);
  } catch (error) {
    throw error instanceof Malformed ? new Unreachable(error) : error;
  }
};
