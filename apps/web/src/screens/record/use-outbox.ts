import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { type Draft, overAt, type Row } from '../../model/record/outbox.js';
import type { Box, Change } from '../../outbox/box.js';
import { hearWindows, tellWindows } from '../../outbox/outbox-news.js';
import { newestRead } from './newest-read.js';
import { startSending, type Stopped } from '../../outbox/sender.js';

/** What was recorded here. What waits is sent by itself as soon as it can be. `replacedIds`: the rows that some window puts right. */
export const useOutbox = (box: Box | undefined, onGone: () => void) => {
  const { language } = useMessages();
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [replacedIds, setReplacedIds] = useState<readonly string[]>([]);
  const [unreadable, setUnreadable] = useState<readonly string[]>([]);
  const [stopped, setStopped] = useState<Stopped>();
  const sending = useRef<ReturnType<typeof startSending>>();
  const reads = useRef(newestRead());
  const read = useCallback(async () => {
    if (box === undefined) return;
    const isNewest = reads.current();
    const found = await box.contents();
    const drafts = await box.valuesOf<Draft>('draft ');
    if (!isNewest()) return;
    setReplacedIds(drafts.flatMap(([, { replaces }]) => replaces?.id ?? []));
    const over = found.rows.filter((row) => (overAt(row) ?? Infinity) < Date.now());
    if (over.length > 0) await box.store({ remove: over.map(({ id }) => id) });
    setUnreadable(found.unreadable);
    setRows(
      found.rows.filter((row) => !over.includes(row)).toSorted((one, other) => (one.keptAt < other.keptAt ? 1 : -1)),
    );
  }, [box]);
  const reread = useCallback(() => read().catch(() => setStopped('noStorage')), [read]);
  useEffect(() => {
    if (box === undefined) return undefined;
    void reread();
    return hearWindows(box, (news) => {
      if (news === 'changed') void reread();
      else onGone();
    });
  }, [box, reread]);
  useEffect(() => {
    if (box === undefined) return undefined;
    const started = startSending(box, language, setStopped);
    sending.current = started;
    return started.end;
  }, [box, language]);
  const send = useCallback(async () => sending.current?.send(), []);
  /** @throws if nothing of it was stored */
  const store = useCallback(
    async (change: Change) => {
      if (box === undefined) throw new Error('The box is not open yet.');
      await box.store(change);
      tellWindows(box, 'changed');
    },
    [box],
  );
  /** Sends what waits. @returns what became of a row */
  const sent = useCallback(
    async (id: string): Promise<Row | undefined> => {
      await send();
      return (await box?.contents())?.rows.find((row) => row.id === id);
    },
    [box, send],
  );
  return { isReady: box !== undefined, rows, replacedIds, unreadable, stopped, store, sent, send };
};
export type Outbox = ReturnType<typeof useOutbox>;
