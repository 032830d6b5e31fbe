import { useEffect, useRef, useState } from 'preact/hooks';
import { PLURALS } from '#domain/plurals.js';
import { ask } from '../../../api/ask.js';
import { Refused } from '../../../api/answer.js';
import { queries, useLogins } from '../../../api/queries.js';
import { useMessages } from '../../../messages/use-messages.js';
import type { Marking } from '../../../model/marking.js';
import type { Command } from '../../../model/record/commands.js';
import {
  changedMeanwhile,
  isWhenTyped,
  meantBy,
  patchOf,
  readFromOf,
  rightFields,
} from '../../../model/record/right.js';
import { type RightFault, rightFaultsIn } from '../../../model/record/right-faults.js';
import { recordOne, tryOut } from '../../../outbox/send.js';
import type { DryRun, EventPage, ProblemDocument } from '../../../types/types.gen.js';
import { readSaid } from '../../../model/record/read-said.js';

type Stood = Readonly<{ event: EventPage & Readonly<{ marking?: Marking }>; etag: string; heardAt: Date }>;
const TYPED_MS = 350;
/** In place of the reason, while there is none. */
const UNTOLD = '…';

/** The event as it stands, with the ETag of its thing: the ETag is asked for first, so that what is shown is never older than it. */
const read = async (eventId: string, language: string): Promise<Stood> => {
  const get = <T>(address: string) => ask<T>(address, language);
  const first = await get<EventPage>(`/v1/events/${encodeURIComponent(eventId)}`);
  const { kind, thingId } = first.body;
  const thing = await get<object>(`/v1/${PLURALS[kind]}/${encodeURIComponent(thingId)}`);
  const { body, heardAt } = await get<Stood['event']>(`/v1/events/${encodeURIComponent(eventId)}`);
  // Without it, what another has put right meanwhile would be overwritten unseen.
  if (thing.etag === undefined) throw new Error('The service did not say which revision this is.');
  return { event: body, etag: thing.etag, heardAt };
};

/** Corrects or voids an event: tried out while it is typed, and refused if another was faster. */
export const useRight = (eventId: string) => {
  const { language } = useMessages();
  const logins = useLogins();
  const [opened, setOpened] = useState<Stood>();
  const [now, setNow] = useState<Stood>();
  const [error, setError] = useState<Error>();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [reason, setReason] = useState('');
  const [isVoiding, setVoiding] = useState(false);
  /** The language in which the words of the date were typed: the order of day and month depends on it. */
  const [whenIn, setWhenIn] = useState(language);
  /** The reading of the date that was chosen. */
  const [reading, setReading] = useState('');
  const [isOvertaken, setOvertaken] = useState(false);
  const pressed = useRef<Readonly<{ of: string; key: string }>>();
  const [isTried, setTried] = useState(false);
  const [isSending, setSending] = useState(false);
  const [trial, setTrial] = useState<Readonly<{ of: string; status: number; body: unknown }>>();
  const load = async () => {
    setError(undefined);
    await read(eventId, language).then((stood) => {
      setOpened((was) => was ?? stood);
      setNow(stood);
    }, setError);
  };
  useEffect(() => {
    setOpened(undefined);
    setTyped({});
    setReason('');
    setReading('');
    setOvertaken(false);
    void load();
  }, [eventId]);
  useEffect(() => {
    if (logins > 0 && error !== undefined) void load();
  }, [logins]);
  const event = now?.event;
  // Words mean what they meant when they were heard, not what they would mean today.
  const readFrom = event === undefined ? '' : readFromOf(event);
  const when = typed['when'];
  const readings = event === undefined ? [] : readSaid(when ?? event.occurredText ?? '', readFrom, whenIn);
  const date = event && meantBy(event, when, readings, reading);
  const changes = event === undefined ? {} : patchOf(event, typed, date);
  const isUnread = event !== undefined && isWhenTyped(event, when) && when.trim() !== '' && date === undefined;
  const isNothing = !isVoiding && Object.keys(changes).length === 0;
  const commandWith = (why: string): Command | undefined => {
    if (event === undefined || now === undefined || isNothing) return undefined;
    return {
      role: 'main',
      path: `/v1/${PLURALS[event.kind]}/${encodeURIComponent(event.thingId)}/${isVoiding ? 'void' : 'correct'}`,
      ifMatch: now.etag,
      body: { eventId, ...(!isVoiding && { changes }), reason: why },
    };
  };
  const own: readonly RightFault[] = [
    ...(isOvertaken ? [{ field: 'form', code: 'meanwhile' } as const] : []),
    ...(isUnread ? [{ field: 'when', code: 'when' } as const] : []),
    ...(isNothing ? [{ field: 'form', code: 'nothing' } as const] : []),
    ...(reason.trim() === '' ? [{ field: 'why', code: 'reason' } as const] : []),
  ];
  // What it changes does not depend on the reason, which is typed last.
  const tried = commandWith(UNTOLD);
  const of = tried && JSON.stringify(tried);
  const latest = useRef(of);
  latest.current = of;
  useEffect(() => {
    if (tried === undefined || of === undefined) return undefined;
    const timer = setTimeout(() => {
      tryOut([tried], language).then(
        ([result]) => {
          if (latest.current !== of) return;
          // Another was faster.
          if (result!.status === 412) void load();
          else setTrial({ of, ...result! });
        },
        // What has no answer yet is tried when it is sent.
        () => {},
      );
    }, TYPED_MS);
    return () => clearTimeout(timer);
  }, [of, language, logins]);
  const current = trial?.of === of ? trial : undefined;
  const shown = event === undefined || isVoiding ? [] : rightFields(event).map(({ key }) => key);
  const told =
    current !== undefined && current.status >= 400 ? rightFaultsIn(current.body as ProblemDocument, shown) : [];
  const send = async (): Promise<boolean> => {
    setTried(true);
    const command = commandWith(reason.trim());
    const open = own.filter((fault) => !('code' in fault && fault.code === 'meanwhile'));
    if (isSending || command === undefined || open.length > 0) {
      if (open.some(({ field }) => field === 'why')) document.getElementById('record-reason')?.focus();
      return false;
    }
    setSending(true);
    setOvertaken(false);
    // The same again, if its answer was lost, is the same command: it is recorded once.
    const what = JSON.stringify([command.path, command.body]);
    if (pressed.current?.of !== what) pressed.current = { of: what, key: crypto.randomUUID() };
    try {
      const result = await recordOne({ ...command, key: pressed.current.key }, language);
      if (result.status < 400) {
        // It is recorded: nobody waits for a line that hangs to be shown it.
        void queries.invalidateQueries();
        return true;
      }
      pressed.current = undefined;
      if (result.status === 412) {
        // Nothing is sent again before it is shown how it stands now.
        await load();
        setOvertaken(true);
      } else setTrial({ of: of ?? '', ...result });
      return false;
    } catch (failure) {
      const body = failure instanceof Refused ? failure.problem : { detail: (failure as Error).message };
      setTrial({ of: of ?? '', status: 503, body });
      return false;
    } finally {
      setSending(false);
    }
  };
  return {
    opened: opened?.event,
    now: event,
    marking: event?.marking,
    heardAt: now?.heardAt,
    error,
    retry: () => void load(),
    typed,
    change: (changed: Readonly<Record<string, string>>) => {
      if ('when' in changed) {
        setReading('');
        setWhenIn(language);
      }
      setTyped((was) => ({ ...was, ...changed }));
    },
    reason,
    setReason,
    isTyped: reason.trim() !== '' || (event !== undefined && Object.keys(changes).length > 0),
    date,
    readings,
    readFrom,
    chooseReading: setReading,
    faults: isTried ? [...own, ...told] : [],
    theirs: opened === undefined || event === undefined ? [] : changedMeanwhile(opened.event, event),
    dryRun: current?.status === 200 ? (current.body as DryRun) : undefined,
    isVoiding,
    setVoiding,
    isSending,
    send,
  };
};
export type Righting = ReturnType<typeof useRight>;
