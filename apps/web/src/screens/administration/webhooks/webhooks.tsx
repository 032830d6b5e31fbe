import { mayBeKept } from '../../../api/outcome.js';
import { Ended } from '../../../parts/feeds/ended.js';
import { useRef, useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { markingText } from '../../../model/marking.js';
import { Loading } from '../../../parts/loading.js';
import { Trouble } from '../../../parts/trouble.js';
import { ShownOnce } from '../../../parts/feeds/shown-once.js';
import { useEnded } from '../../../parts/feeds/use-ended.js';
import type { ListedNegotiation, Me, Webhook } from '../../../types/types.gen.js';
import { Old } from '../old.js';
import { NotDone } from '../not-done.js';
import type { Type } from '../../../parts/use-tell-typed.js';
import type { WebhooksAsked } from './use-webhooks.js';
import { WebhookForm } from './webhook-form.js';
import { newFor, WebhookLine } from './webhook-line.js';

const HEADING = 'webhooks';
/** What held the focus is gone. */
const focusHeading = () => document.getElementById(HEADING)?.focus();

type Props = Readonly<{
  me: Me;
  negotiations: readonly ListedNegotiation[];
  asked: WebhooksAsked;
  type: Type;
}>;

/** Where messages are sent when something changes: the reader's own webhooks, how they fare, and what was given up. */
export const Webhooks = (props: Props) => {
  const tell = useAdministrationTexts();
  return (
    <section class="sec feeds" aria-labelledby={HEADING}>
      <h2 id={HEADING} tabIndex={-1}>
        {tell('hooks.title')}
      </h2>
      {props.me.may.includes('read') ? <Own {...props} /> : <p class="small">{tell('hooks.mayNot')}</p>}
    </section>
  );
};

/** Those that have ended while somebody was changing them: what was typed is not lost with them. */
const useHeld = (items: readonly Webhook[]) => {
  const known = useRef(new Map<string, Webhook>());
  for (const webhook of items) known.current.set(webhook.id, webhook);
  const [typed, setTyped] = useState<readonly string[]>([]);
  const ended = typed.filter((id) => items.every((one) => one.id !== id)).flatMap((id) => known.current.get(id) ?? []);
  const hold = (id: string, isTyped: boolean) =>
    setTyped((now) => [...now.filter((one) => one !== id), ...(isTyped ? [id] : [])]);
  return { ended, hold };
};

const Own = ({ negotiations, asked: { webhooks, letters, control, newest }, type }: Props) => {
  const tell = useAdministrationTexts();
  const { shown, failure, busy } = control;
  const items = webhooks.data?.body.items ?? [];
  const listed = webhooks.data && items.map(({ id, name, url }) => ({ id, name: name ?? url }));
  const ended = useEnded(control, listed, HEADING);
  const held = useHeld(items);
  const rows = [...items, ...held.ended];
  const error = webhooks.error ?? letters.error;
  const retry = () => {
    for (const one of [webhooks, letters]) if (one.error !== null) void one.refetch();
  };
  const forms = ['new', ...items.map(({ id }) => id), ...held.ended.map(({ id }) => newFor(id))];
  const isOfNone = failure !== undefined && !forms.includes(failure.of);
  const dropped = letters.data?.body.dropped ?? 0;
  return (
    <>
      <p class="small">{tell('hooks.what')}</p>
      {webhooks.data === undefined && error === null && <Loading>{tell('hooks.loading')}</Loading>}
      {webhooks.data === undefined && error !== null && <Trouble error={error} retry={retry} heading="h3" />}
      {webhooks.data !== undefined && (
        <div class="adtwo">
          <div>
            <p class="small">{tell('hooks.upTo', { marking: markingText(webhooks.data.body) })}</p>
            {shown.map(({ id, name, shown: secret }) => (
              <ShownOnce
                key={secret}
                name={name}
                label={tell('hooks.secret')}
                value={secret}
                isKey={tell('hooks.isKey')}
                once={tell('hooks.once')}
                uncopied={tell('hooks.copyFailed')}
                close={() => {
                  control.close(id);
                  focusHeading();
                }}
              />
            ))}
            <Ended name={ended} said={tell('hooks.ended')} />
            {isOfNone && <NotDone error={failure.error} isUnknown={mayBeKept(failure.error)} />}
            {rows.length === 0 && <p class="none">{tell('hooks.none')}</p>}
            <ul>
              {rows.map((webhook) => (
                <WebhookLine
                  key={webhook.id}
                  webhook={webhook}
                  isEnded={held.ended.includes(webhook)}
                  letters={letters.data?.body.items.filter(({ webhookId }) => webhookId === webhook.id) ?? []}
                  negotiations={negotiations}
                  control={control}
                  newest={newest}
                  ended={focusHeading}
                  type={(form, isTyped) => {
                    type(form, isTyped);
                    held.hold(webhook.id, isTyped);
                  }}
                />
              ))}
            </ul>
            {dropped > 0 && <p class="small dim">{tell('letters.dropped', { count: dropped })}</p>}
            {error !== null && <Old retry={retry} />}
          </div>
          <WebhookForm
            negotiations={negotiations}
            isBusy={busy !== undefined}
            failure={failure?.of === 'new' ? failure.error : undefined}
            send={(bodyOver) => control.make(bodyOver(undefined))}
            type={type}
          />
        </div>
      )}
      <p class="small dim">{tell('hooks.until')}</p>
    </>
  );
};
