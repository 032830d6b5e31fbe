import { useRef, useState } from 'preact/hooks';
import { mayBeKept } from '../../../api/outcome.js';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useFactTexts } from '../../../messages/fact-texts.js';
import { useFeedsTexts } from '../../../messages/feeds-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { listText } from '../../../model/dates.js';
import { instantText } from '../../../model/instants.js';
import { Glyph } from '../../../parts/glyph.js';
import { Question } from '../../../parts/question.js';
import type { DeadLetters, ListedNegotiation, Webhook } from '../../../types/types.gen.js';
import { NotDone } from '../not-done.js';
import type { Type } from '../../../parts/use-tell-typed.js';
import { Letters } from './letters.js';
import { State } from './state.js';
import type { WebhookControl, WebhooksAsked } from './use-webhooks.js';
import { WebhookForm } from './webhook-form.js';

type Act = 'change' | 'renew' | 'end';
const ACTS: readonly Act[] = ['change', 'renew', 'end'];
type Props = Readonly<{
  webhook: Webhook;
  /** It has ended meanwhile: it is shown for what was typed to change it. */
  isEnded: boolean;
  letters: DeadLetters['items'];
  negotiations: readonly ListedNegotiation[];
  control: WebhookControl;
  newest: WebhooksAsked['newest'];
  /** It is gone, with what held the focus. */
  ended: () => void;
  type: Type;
}>;

/** A webhook of the reader: where it sends, of what it tells, how that goes, and what may be done with it. */
export const WebhookLine = ({ webhook, isEnded, letters, negotiations, control, newest, ended, type }: Props) => {
  const { say, language } = useMessages();
  const tell = useAdministrationTexts();
  const [asked, ask] = useState<Act>();
  const heading = useRef<HTMLHeadingElement>(null);
  const { id, name, url, madeAt, secretMadeAt } = webhook;
  const isBusy = control.busy !== undefined;
  // A new one is made of it under another name than in the form for new ones: each shows its own failure.
  const form = isEnded ? newFor(id) : id;
  const failure = control.failure?.of === form ? control.failure.error : undefined;
  const focus = () => heading.current?.focus();
  const close = () => {
    ask(undefined);
    if (isEnded) ended();
    else focus();
  };
  const act = async (what: 'renew' | 'end') => {
    ask(undefined);
    if (!(await control[what](id))) return focus();
    // A new secret takes the focus itself.
    if (what === 'end') ended();
  };
  return (
    <li class="hook">
      <h3 ref={heading} tabIndex={-1}>
        <bdi>{name ?? url}</bdi>
      </h3>
      {name !== undefined && (
        <p class="small">
          <code dir="ltr">{url}</code>
        </p>
      )}
      {isEnded ? <EndedMeanwhile /> : <State webhook={webhook} />}
      <p class="by">
        <About webhook={webhook} negotiations={negotiations} />{' '}
        {tell('hooks.madeAt', { time: instantText(madeAt, language) })}
        {secretMadeAt !== madeAt && ` ${tell('hooks.secretAt', { time: instantText(secretMadeAt, language) })}`}
      </p>
      {asked === undefined && (
        <p class="acts2">
          {ACTS.map((what) => (
            <button
              key={what}
              type="button"
              class="plain small"
              aria-label={`${tell(`hooks.${what}`)}${say('text.colon')}${name ?? url}`}
              aria-disabled={isBusy}
              onClick={() => isBusy || ask(what)}
            >
              {tell(`hooks.${what}`)}
            </button>
          ))}
        </p>
      )}
      {asked === 'change' && (
        <WebhookForm
          // It keeps what is typed, whatever comes and goes above it.
          key={id}
          webhook={webhook}
          isEnded={isEnded}
          negotiations={negotiations}
          isBusy={isBusy}
          failure={failure}
          send={(bodyOver) =>
            isEnded
              ? control.make(bodyOver(webhook), form)
              : control.change(id, async () => {
                  const now = await newest(id);
                  return now && bodyOver(now);
                })
          }
          done={close}
          cancel={close}
          type={type}
        />
      )}
      {(asked === 'renew' || asked === 'end') && (
        <Question
          name={tell(`hooks.${asked}`)}
          yes={tell(`hooks.${asked}`)}
          no={tell('hooks.keep')}
          isBad
          isBusy={isBusy}
          onYes={() => void act(asked)}
          onNo={close}
        >
          <p class="small">{tell(`hooks.${asked}Means`)}</p>
        </Question>
      )}
      {failure && asked !== 'change' && <NotDone error={failure} isUnknown={mayBeKept(failure)} />}
      <Letters id={`letters-${id}`} letters={letters} focus={focus} />
    </li>
  );
};

const EndedMeanwhile = () => {
  const tell = useAdministrationTexts();
  return (
    <p class="notdone small" role="alert">
      <Glyph name="warn" />
      {tell('hooks.endedMeanwhile')}
    </p>
  );
};

/** Of which negotiation and which kinds of things it tells. */
const About = ({ webhook, negotiations }: Pick<Props, 'webhook' | 'negotiations'>) => {
  const { say, language } = useMessages();
  const tell = useAdministrationTexts();
  const tellKind = useFactTexts();
  const tellFeeds = useFeedsTexts();
  const { negotiationId, kinds, corrections } = webhook;
  const title = negotiations.find(({ id }) => id === negotiationId)?.title;
  const of = negotiationId === undefined ? say('list.title') : (title ?? tellFeeds('feeds.notSeen'));
  const names = kinds?.map((kind) => (isWorldly(kind) ? tellKind(`kinds.${kind}`) : kind));
  return (
    <>
      <bdi>{of}</bdi>
      {say('text.stop')}
      {names && `${tell('hooks.only', { kinds: listText(names, language) })} `}
      {!corrections && tell('hooks.noCorrections')}
    </>
  );
};

/** Names the form in which a new one is made of one that has ended. */
export const newFor = (id: string): string => `new for ${id}`;

type ThingKind = NonNullable<Webhook['kinds']>[number];
/** What is about the log itself has no name on the page. */
const isWorldly = (kind: ThingKind): kind is Exclude<ThingKind, 'grant' | 'ledger' | 'checkpoint'> =>
  kind !== 'grant' && kind !== 'ledger' && kind !== 'checkpoint';
