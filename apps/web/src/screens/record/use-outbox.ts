import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Refused, Unreachable } from '../../api/answer.js';
import { queries } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { isOver, type Row } from '../../model/record/outbox.js';
import type { Box, Change } from '../../outbox/box.js';
import { AnotherOwner, sendAll } from '../../outbox/send.js';

const AGAIN_MS = 30_000;
/** Why nothing is sent: there is no line, the login has ended or is that of somebody else, or the browser does not give out what it keeps. */
export type Stopped = 'offline' | 'loggedOut' | 'anotherOwner' | 'noStorage' | undefined;

/** What was recorded here. What waits is sent by itself as soon as it can be. */
export const useOutbox = (box: Box | undefined) => {
  const { language } = useMessages();
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [unreadable, setUnreadable] = useState<readonly string[]>([]);
  const [stopped, setStopped] = useState<Stopped>();
  const isWanted = useRef(false);
  const running = useRef<Promise<void>>();
  const channel = useRef<BroadcastChannel>();
  const read = useCallback(async () => {
    if (box === undefined) return;
    const found = await box.contents();
    const over = found.rows.filter((row) => isOver(row, new Date()));
    if (over.length > 0) await box.store({ remove: over.map(({ id }) => id) });
    setUnreadable(found.unreadable);
    setRows(
      found.rows.filter((row) => !over.includes(row)).toSorted((one, other) => (one.keptAt < other.keptAt ? 1 : -1)),
    );
  }, [box]);
  const reread = useCallback(() => read().catch(() => setStopped('noStorage')), [read]);
  const changed = useCallback(() => {
    channel.current?.postMessage('changed');
    void reread();
  }, [reread]);
  const pass = useCallback(async () => {
    if (box === undefined || !(await box.contents()).rows.some(({ state }) => state === 'waiting')) return;
    let isRecorded = false;
    const error = await sendAll(box, language, (row) => {
      isRecorded ||= row.state === 'recorded';
      changed();
    });
    setStopped(stoppedBy(error));
    // What is on record is shown by lists, too.
    if (isRecorded)
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/v1/negotiations'),
      });
  }, [box, language, changed]);
  const send = useCallback((): Promise<void> => {
    isWanted.current = true;
    // What was stored while the last pass came to its end is sent by the next one.
    running.current ??= (async () => {
      while (isWanted.current) {
        isWanted.current = false;
        await pass().catch(() => setStopped('noStorage'));
      }
    })().finally(() => (running.current = undefined));
    return running.current;
  }, [pass]);
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
  // What ends with the page must not end with it unasked.
  const wouldLose = box?.isLasting === false && rows.some(({ state }) => state !== 'recorded');
  useEffect(() => {
    if (!wouldLose) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [wouldLose]);
  /** @throws if nothing of it was stored */
  const store = useCallback(
    async (change: Change) => {
      if (box === undefined) throw new Error('The box is not open yet.');
      await box.store(change);
      changed();
    },
    [box, changed],
  );
  /** Sends what waits. @returns what became of a row */
  const sent = useCallback(
    async (id: string): Promise<Row | undefined> => {
      await send();
      return (await box?.contents())?.rows.find((row) => row.id === id);
    },
    [box, send],
  );
  return { isReady: box !== undefined, rows, unreadable, stopped, store, sent, send };
};
export type Outbox = ReturnType<typeof useOutbox>;

const stoppedBy = (error: Error | undefined): Stopped => {
  if (error instanceof Unreachable) return 'offline';
  if (error instanceof AnotherOwner) return 'anotherOwner';
  return error instanceof Refused && error.problem.status === 401 ? 'loggedOut' : undefined;
};
