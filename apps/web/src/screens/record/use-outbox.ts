import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Refused, Unreachable } from '../../api/answer.js';
import { queries } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { isOver, type Row } from '../../model/record/outbox.js';
import type { Box } from '../../outbox/box.js';
import { sendAll } from '../../outbox/send.js';

const AGAIN_MS = 30_000;
/** Why nothing is sent: there is no line, or the login has ended. */
export type Stopped = 'offline' | 'loggedOut' | undefined;

/** What was recorded here. What waits is sent by itself as soon as it can be. */
export const useOutbox = (box: Box | undefined) => {
  const { language } = useMessages();
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [stopped, setStopped] = useState<Stopped>();
  const isSending = useRef(false);
  const channel = useRef<BroadcastChannel>();
  const reread = useCallback(async () => {
    if (box === undefined) return [];
    const stored = await box.rows();
    const over = stored.filter((row) => isOver(row, new Date()));
    for (const { id } of over) await box.remove(id);
    const all = stored
      .filter((row) => !over.includes(row))
      .toSorted((one, other) => (one.keptAt < other.keptAt ? 1 : -1));
    setRows(all);
    return all;
  }, [box]);
  const changed = useCallback(() => {
    channel.current?.postMessage('changed');
    void reread();
  }, [reread]);
  const send = useCallback(async () => {
    if (box === undefined || isSending.current) return;
    isSending.current = true;
    try {
      const before = await box.rows();
      if (!before.some(({ state }) => state === 'waiting')) return;
      const error = await sendAll(box, language, changed);
      setStopped(stoppedBy(error));
      // What is on record is shown by lists, too.
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/v1/negotiations'),
      });
    } finally {
      isSending.current = false;
      await reread();
    }
  }, [box, language, changed]);
  useEffect(() => {
    if (box === undefined) return undefined;
    const shared = new BroadcastChannel(`outbox of ${box.owner}`);
    channel.current = shared;
    shared.addEventListener('message', ({ data }) => (data === 'wiped' ? location.reload() : void reread()));
    void reread();
    void send();
    const timer = setInterval(() => void send(), AGAIN_MS);
    const online = () => void send();
    addEventListener('online', online);
    return () => {
      shared.close();
      clearInterval(timer);
      removeEventListener('online', online);
    };
  }, [box, send]);
  const keep = useCallback(
    async (row: Row) => {
      await box!.put(row);
      changed();
      await send();
      return (await box!.rows()).find(({ id }) => id === row.id);
    },
    [box, send, changed],
  );
  const remove = useCallback(
    async (id: string) => {
      await box!.remove(id);
      changed();
    },
    [box, changed],
  );
  return { rows, stopped, keep, remove, send };
};
export type Outbox = ReturnType<typeof useOutbox>;

const stoppedBy = (error: Error | undefined): Stopped => {
  if (error instanceof Unreachable) return 'offline';
  return error instanceof Refused && error.problem.status === 401 ? 'loggedOut' : undefined;
};
