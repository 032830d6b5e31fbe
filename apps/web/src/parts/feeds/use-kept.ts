import { useRef, useState } from 'preact/hooks';
import { Refused } from '../../api/answer.js';
import { put, remove } from '../../api/ask.js';
import { mayBeKept } from '../../api/outcome.js';
import { queries } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { newId } from '../../model/new-id.js';

/** `of`: the id of what was to be changed, or that of the form for a new one. */
type Failure = Readonly<{ of: string; error: Error }>;

/** What the service keeps for a reader, and what it shows once: `shown`, if the answer has it. */
type Kept = Readonly<{ id: string; name: string | undefined; madeAt: string; renewedAt: string; shown?: string }>;
type ShownOnce = Readonly<{ id: string; name: string | undefined; shown: string }>;

/** Where they are, what of them is renewed, and how an answer is read. `changes`: the lists that change with them. */
type Options<B> = Readonly<{
  path: string;
  renewed: 'key' | 'secret';
  changes: readonly string[];
  read: (body: B) => Kept;
}>;

const IF_THERE = { 'if-match': '*' } as const;
const absentIfEnded = (error: unknown): undefined => {
  if (!(error instanceof Refused) || error.problem.code !== 'not-there-yet') throw error;
};

/** What was asked for under an id, until an answer has come. `isRenewalAsked`: so was something new to show. */
type Asked = Readonly<{ id: string; wanted: string; isRenewalAsked?: true }>;
const newlyAsked = (wanted: string): Asked => ({ id: newId(), wanted });

/** What a reader does with what is kept for them: feeds, webhooks. What is shown once is in memory alone, and shown until it is closed. */
export const useKept = <W extends object, B>({ path, renewed, changes, read }: Options<B>) => {
  const { language } = useMessages();
  const [shown, setShown] = useState<readonly ShownOnce[]>([]);
  const close = (one: string) => setShown((all) => all.filter(({ id }) => id !== one));
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState<string>();
  const asked = useRef<Asked>();

  const run = async (of: string, act: () => Promise<Kept | undefined>): Promise<boolean> => {
    setBusy(of);
    setFailure(undefined);
    try {
      const kept = await act();
      if (kept?.shown !== undefined) {
        const { id, name, shown: text } = kept;
        setShown((all) => [...all.filter((one) => one.id !== id), { id, name, shown: text }]);
      }
      return true;
    } catch (error) {
      setFailure({ of, error: error as Error });
      return false;
    } finally {
      setBusy(undefined);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => changes.includes(String(queryKey[0])) });
    }
  };
  const keep = async (id: string, wanted: object, only?: typeof IF_THERE) =>
    read((await put<B>(`${path}/${id}`, wanted, language, only)).body);
  const renewalOf = async (id: string) => read((await put<B>(`${path}/${id}/${renewed}`, undefined, language)).body);
  // Its reader has taken it in hand: what is asked for next is another one.
  const forget = (id: string) => {
    if (asked.current?.id === id) asked.current = undefined;
  };
  return {
    shown,
    failure,
    busy,
    /** `of`: the form, if it is not the one that is always there. */
    make: (wanted: W, of = 'new') =>
      run(of, async () => {
        const send = async (one: Asked) => {
          asked.current = one;
          return keep(one.id, wanted);
        };
        // If an answer was lost, asking for the same again makes no second one. Asking for another one does not change the first.
        const text = JSON.stringify(wanted);
        const lost = asked.current?.wanted === text ? asked.current : undefined;
        let made = await send(lost ?? newlyAsked(text));
        // The request whose answer was lost has made it, and then its reader, in another window, has renewed it. That may be in use.
        const isTaken = made.shown === undefined && made.renewedAt !== made.madeAt && !lost?.isRenewalAsked;
        if (isTaken) made = await send(newlyAsked(text));
        if (made.shown === undefined) {
          // What it had first was never shown, and cannot be had any more.
          asked.current = { ...asked.current!, isRenewalAsked: true };
          made = await renewalOf(made.id);
        }
        asked.current = undefined;
        return made;
      }),
    /** `wanted`: what it is to be, from what it is by now; undefined if it has ended. Then it is not made anew. @returns whether it was done */
    change: async (id: string, wanted: () => Promise<W | undefined>) => {
      let isThere = true;
      const isDone = await run(id, async () => {
        forget(id);
        const body = await wanted();
        // It may end while this is on its way.
        const kept = body && (await keep(id, body, IF_THERE).catch(absentIfEnded));
        isThere = kept !== undefined;
        return kept;
      });
      return isDone && isThere;
    },
    renew: (id: string) =>
      run(id, () => {
        forget(id);
        return renewalOf(id);
      }),
    end: (id: string) =>
      run(id, async () => {
        forget(id);
        await remove(`${path}/${id}`, language);
        close(id);
        return undefined;
      }),
    close,
    /** These have ended: nothing of them is left to try or to show. */
    settle: (ended: readonly string[]) => {
      setShown((all) => (all.some(({ id }) => ended.includes(id)) ? all.filter(({ id }) => !ended.includes(id)) : all));
      setFailure((now) => (now !== undefined && ended.includes(now.of) && mayBeKept(now.error) ? undefined : now));
    },
  };
};
