import { useEffect, useRef, useState } from 'preact/hooks';
import { mayBeKept } from '../../../api/outcome.js';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useFactTexts } from '../../../messages/fact-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { listText } from '../../../model/dates.js';
import { KINDS } from '../../../model/timeline-view.js';
import type { ListedNegotiation, Webhook, WebhookBody } from '../../../types/types.gen.js';
import { faultsAt, isAtFields } from '../faults.js';
import { Field } from '../field.js';
import { NotDone } from '../not-done.js';
import { type Type, useTellTyped } from '../../../parts/use-tell-typed.js';

const POINTERS = ['/url', '/name', '/negotiationId'];

type Kind = NonNullable<WebhookBody['kinds']>[number];
const isListed = (kind: Kind): boolean => KINDS.some((one) => one === kind);

type Typed = Readonly<{
  url: string;
  name: string;
  negotiationId: string;
  kinds: readonly Kind[];
  corrections: boolean;
}>;
const EMPTY: Typed = { url: '', name: '', negotiationId: '', kinds: [], corrections: true };

type Props = Readonly<{
  /** The one that is changed; absent: a new one. */
  webhook?: Webhook;
  negotiations: readonly ListedNegotiation[];
  isBusy: boolean;
  failure: Error | undefined;
  /** It has ended meanwhile: what is typed can become a new one. */
  isEnded?: boolean;
  /** `bodyOver`: lays what was typed over the webhook as it is by now. @returns whether it was done */
  send: (bodyOver: (now: Webhook | undefined) => WebhookBody) => Promise<boolean>;
  /** It was done, and nothing else was typed meanwhile. */
  done?: () => void;
  cancel?: () => void;
  type: Type;
}>;

/** Where messages are sent, and of what they tell. */
export const WebhookForm = ({ webhook, isEnded = false, negotiations, isBusy, failure, send, ...more }: Props) => {
  const { done, cancel, type } = more;
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  const before = typedOf(webhook);
  // Of what somebody changes in another window, all stays that is not changed here.
  const [edits, setEdits] = useState<Partial<Typed>>({});
  const latest = useRef(edits);
  latest.current = edits;
  const typed = { ...before, ...edits };
  const [isMissing, setMissing] = useState(false);
  const prefix = webhook === undefined ? 'hook' : `hook-${webhook.id}`;
  const set = (changed: Partial<Typed>) => {
    setMissing(false);
    setEdits((now) => ({ ...now, ...changed }));
  };
  const isTyped = JSON.stringify(typed) !== JSON.stringify(before);
  useTellTyped(type, prefix, isTyped);
  useEffect(() => {
    const wrong = POINTERS.find((pointer) => faultsAt(failure, pointer).length > 0);
    if (wrong !== undefined) document.getElementById(`${prefix}-${wrong.slice(1)}`)?.focus();
  }, [failure]);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    const isEmpty = typed.url.trim() === '';
    setMissing(isEmpty);
    if (isEmpty) return document.getElementById(`${prefix}-url`)?.focus();
    const isDone = await send((now) => bodyOf({ ...typedOf(now), ...edits }));
    if (!isDone || latest.current !== edits) return;
    setEdits({});
    done?.();
  };
  const title = tell(webhook === undefined ? 'hooks.new' : 'hooks.change');
  return (
    <form class="adform" onSubmit={(event) => void submit(event)} aria-label={title}>
      {webhook === undefined && <h3>{title}</h3>}
      <Field
        id={`${prefix}-url`}
        label={tell('hooks.url')}
        value={typed.url}
        type={(url) => set({ url })}
        faults={faultsAt(failure, '/url')}
        fault={isMissing ? tell('hooks.urlMissing') : undefined}
        hint={tell('hooks.urlHint')}
        isCode
      />
      <Field
        id={`${prefix}-name`}
        label={tell('hooks.name')}
        value={typed.name}
        type={(name) => set({ name })}
        faults={faultsAt(failure, '/name')}
        isOptional
      />
      <div class="adf">
        <label for={`${prefix}-negotiationId`}>{tell('hooks.about')}</label>
        <select
          id={`${prefix}-negotiationId`}
          value={typed.negotiationId}
          onChange={({ currentTarget: { value } }) => set({ negotiationId: value })}
        >
          <option value="">{say('list.title')}</option>
          {typed.negotiationId !== '' && !negotiations.some(({ id }) => id === typed.negotiationId) && (
            <option value={typed.negotiationId}>{tell('access.unlisted')}</option>
          )}
          {negotiations.map(({ id, title: name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <Kinds prefix={prefix} typed={typed} set={set} />
      {failure && <NotDone error={failure} isUnknown={mayBeKept(failure)} isAtField={isAtFields(failure, POINTERS)} />}
      <p class="acts2">
        <button type="submit" class="btn on" aria-disabled={isBusy}>
          {tell(webhook === undefined || isEnded ? 'hooks.make' : 'hooks.save')}
        </button>
        {cancel && (
          <button type="button" class="btn" onClick={cancel}>
            {tell('hooks.cancel')}
          </button>
        )}
      </p>
    </form>
  );
};

type KindsProps = Readonly<{ prefix: string; typed: Typed; set: (changed: Partial<Typed>) => void }>;
const Kinds = ({ prefix, typed: { kinds, corrections }, set }: KindsProps) => {
  const tell = useAdministrationTexts();
  const { language } = useMessages();
  const tellKind = useFactTexts();
  // Whoever opens or closes it later has the last word.
  const [isOpen] = useState(kinds.length > 0 || !corrections);
  const others = kinds.filter((one) => !isListed(one));
  return (
    <details class="filters" open={isOpen}>
      <summary>{tell('hooks.filters')}</summary>
      <fieldset>
        <legend class="small">{tell('hooks.kinds')}</legend>
        <ul>
          {KINDS.map((kind) => (
            <li key={kind}>
              <label>
                <input
                  type="checkbox"
                  checked={kinds.includes(kind)}
                  onChange={({ currentTarget: { checked } }) =>
                    set({
                      kinds: [...others, ...KINDS.filter((one) => (one === kind ? checked : kinds.includes(one)))],
                    })
                  }
                />
                {tellKind(`kinds.${kind}`)}
              </label>
            </li>
          ))}
        </ul>
        {others.length > 0 && <p class="small">{tell('hooks.alsoOf', { kinds: listText(others, language) })}</p>}
      </fieldset>
      <label for={`${prefix}-corrections`}>
        <input
          id={`${prefix}-corrections`}
          type="checkbox"
          checked={corrections}
          onChange={({ currentTarget: { checked } }) => set({ corrections: checked })}
        />
        {tell('hooks.corrections')}
      </label>
    </details>
  );
};

const typedOf = (webhook: Webhook | undefined): Typed => {
  if (webhook === undefined) return EMPTY;
  const { url, name = '', negotiationId = '', kinds = [], corrections } = webhook;
  return { url, name, negotiationId, kinds, corrections };
};

const bodyOf = ({ url, name, negotiationId, kinds, corrections }: Typed): WebhookBody => ({
  url: url.trim(),
  ...(name.trim() !== '' && { name: name.trim() }),
  ...(negotiationId !== '' && { negotiationId }),
  ...(kinds.length > 0 && { kinds: [...kinds] }),
  corrections,
});
