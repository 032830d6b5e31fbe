import { useEffect, useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useFactTexts } from '../../../messages/fact-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import type { ListedNegotiation, Webhook, WebhookBody, WorldKind } from '../../../types/types.gen.js';
import { faultsAt, isAtFields } from '../faults.js';
import { Field } from '../field.js';
import { NotDone } from '../not-done.js';
import { type Type, useTellTyped } from '../../../parts/use-tell-typed.js';

const KINDS: readonly WorldKind[] = [
  'meeting',
  'minutes',
  'statement',
  'position',
  'proposal',
  'measure',
  'commitment',
  'dispute',
  'issue',
  'negotiation',
  'party',
  'representative',
];
const POINTERS = ['/url', '/name', '/negotiationId'];

type Typed = Readonly<{
  url: string;
  name: string;
  negotiationId: string;
  kinds: readonly string[];
  corrections: boolean;
}>;
const EMPTY: Typed = { url: '', name: '', negotiationId: '', kinds: [], corrections: true };

type Props = Readonly<{
  /** The one that is changed; absent: a new one. */
  webhook?: Webhook;
  negotiations: readonly ListedNegotiation[];
  isBusy: boolean;
  failure: Error | undefined;
  /** @returns whether it was done */
  send: (body: WebhookBody) => Promise<boolean>;
  cancel?: () => void;
  type: Type;
}>;

/** Where messages are sent, and of what they tell. */
export const WebhookForm = ({ webhook, negotiations, isBusy, failure, send, cancel, type }: Props) => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  const before = typedOf(webhook);
  const [typed, setTyped] = useState(before);
  const [isMissing, setMissing] = useState(false);
  const prefix = webhook === undefined ? 'hook' : `hook-${webhook.id}`;
  const set = (changed: Partial<Typed>) => {
    setMissing(false);
    setTyped((now) => ({ ...now, ...changed }));
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
    if (await send(bodyOf(typed))) setTyped(EMPTY);
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
      {failure && <NotDone error={failure} isAtField={isAtFields(failure, POINTERS)} />}
      <p class="acts2">
        <button type="submit" class="btn on" aria-disabled={isBusy}>
          {tell(webhook === undefined ? 'hooks.make' : 'hooks.save')}
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
  const tellKind = useFactTexts();
  return (
    <details class="filters" open={kinds.length > 0 || !corrections}>
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
                    set({ kinds: KINDS.filter((one) => (one === kind ? checked : kinds.includes(one))) })
                  }
                />
                {tellKind(`kinds.${kind}`)}
              </label>
            </li>
          ))}
        </ul>
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
  ...(kinds.length > 0 && { kinds: kinds as WorldKind[] }),
  corrections,
});
