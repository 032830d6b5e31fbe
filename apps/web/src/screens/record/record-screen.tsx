import { useEffect, useRef } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { Unreachable } from '../../api/answer.js';
import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { type Form, FORMS, isBlank } from '../../model/record/entry.js';
import { highWater } from '../../model/marking.js';
import { namesMade } from '../../model/record/outbox.js';
import { levelOf } from '../../model/record/shown.js';
import { textIn } from '../../model/record/text.js';
import { type Box, Taken } from '../../outbox/box.js';
import { keepShell } from '../../outbox/keep-shell.js';
import { Marked } from '../../parts/marked.js';
import { Top } from '../../parts/top.js';
import { useScreens } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import { useUnsaved } from '../../parts/use-unsaved.js';
import type { Me, PublicConfig } from '../../types/types.gen.js';
import { Duplicate } from './duplicate.js';
import { focusOn } from './field.js';
import { Kinds } from './kinds.js';
import { NotAllowed } from './not-allowed.js';
import { OutboxList } from './outbox-list.js';
import { Preview } from './preview.js';
import { RecordForm } from './record-form.js';
import { RowLevel } from './row-level.js';
import { sentenceOf } from './sentence.js';
import { Strip } from './strip.js';
import { timeText } from '../../model/instants.js';
import { useDated } from './use-dated.js';
import { useEntry } from './use-entry.js';
import { useKeys } from './use-keys.js';
import { useKeptKnown } from './use-kept-known.js';
import { useKeptSession } from './use-kept-session.js';
import { type Known, useKnown } from './use-known.js';
import { useOutbox } from './use-outbox.js';
import { useRecording } from './use-recording.js';

const NOTHING: Known = {
  title: undefined,
  marking: undefined,
  names: { items: [], isWhole: false, marking: undefined },
  meetings: { items: [], isWhole: false, marking: undefined },
  issues: { items: [], isWhole: false, marking: undefined },
};

type Props = Readonly<{
  id: string;
  me: Me | undefined;
  box: Box | undefined;
  config: PublicConfig | undefined;
  /** The settings as another recorder of this device has read them last. */
  keptConfig: PublicConfig | undefined;
  onGone: () => void;
}>;

/** The form, what becomes of it, and what was recorded here before. */
export const RecordScreen = ({ id, me, box, config, keptConfig, onGone }: Props) => {
  const { language } = useMessages();
  const tell = useRecordTexts();
  const [path, navigate] = useLocation();
  const search = useSearch();
  const wanted = new URLSearchParams(search).get('form');
  const kind: Form = FORMS.find((form) => form === wanted) ?? 'statement';
  const asked = useKnown(id);
  const session = useKeptSession(me, config, box, keptConfig);
  const { heard, isKept } = useKeptKnown(id, asked.data, asked.error, session.config, box);
  const outbox = useOutbox(box, onGone);
  const known = withNames(heard?.body ?? NOTHING, namesMade(outbox.rows, id));
  const choose = (chosen: Form) => {
    navigate(chosen === 'statement' ? path : `${path}?form=${chosen}`, { replace: true });
    focusOn('who');
  };
  const form = useEntry(id, kind, choose, box);
  useUnsaved(form.isUnsaved, tell('leave.typed'));
  const dated = useDated(form.entry);
  const isUnread = asked.error instanceof Unreachable;
  const recording = useRecording({
    id,
    form,
    dated,
    known,
    outbox,
    heardAt: asked.dataUpdatedAt,
    isUnread,
  });
  const heading = useRef<HTMLHeadingElement>(null);
  const isOffline = isUnread || recording.isUnreachable || outbox.stopped === 'offline';
  useEffect(() => {
    focusOn('who');
    keepShell();
  }, []);
  // There is a line again: what waits is sent at once.
  const hasLine = asked.error === null && !recording.isUnreachable;
  useEffect(() => {
    if (hasLine && outbox.stopped === 'offline') void outbox.send();
  }, [hasLine, asked.dataUpdatedAt, recording.trial]);
  useTitle([tell(`title.${kind}`), known.title].filter(Boolean).join(' · '));
  const keys = useKeys({
    send: () => void recording.send(),
    choose,
    answer: recording.asked && recording.answer,
    showOutbox: () => document.getElementById('outbox')?.focus(),
    leave: () => heading.current?.focus(),
  });
  const screens = useScreens(id, 'record', undefined);
  const time = (at: Date) => timeText(at, language);
  const draft = () => {
    if (!outbox.isReady) return tell('announce.notReady');
    if (form.isUnsaved || form.state === 'notKept') return tell('draft.notKept');
    return form.state && box?.isLasting ? tell('draft.kept', { time: time(form.state.keptAt) }) : '';
  };
  const sayWhyNot = (otherwise: 'announce.notKept' | 'announce.notDeleted') => (error: Error) =>
    recording.announce(tell(error instanceof Taken ? 'announce.taken' : otherwise));
  const question = (where: 'wide' | 'narrow') =>
    recording.asked && <Duplicate where={where} duplicate={recording.asked.duplicate} answer={recording.answer} />;
  const top = <Top skip={tell('record.skip')} screens={screens} />;
  const shown = [
    ...(isBlank(form.entry) ? [] : [form.entry]),
    ...form.parked.map(({ draft }) => draft.entry),
    ...outbox.rows.filter(({ negotiationId }) => negotiationId === id).map(({ entry }) => entry),
  ];
  const levels = shown.map((entry) => ({ level: levelOf(entry) }));
  const level = highWater([known.marking, ...levels], session.config?.markingLevels ?? []);
  const list = (
    <OutboxList
      id={id}
      outbox={outbox}
      box={box}
      areNamesKept={isKept}
      parked={form.parked}
      rightId={form.replaces?.id}
      putRight={(row) => void recording.putRight(row)}
      leaveAsItIs={(row) => void recording.leaveAsItIs(row)}
      goOn={(one) => void form.goOn(one).catch(sayWhyNot('announce.notKept'))}
      discard={(one) => void form.throwAway(one).catch(sayWhyNot('announce.notDeleted'))}
      announce={recording.announce}
      onGone={onGone}
    />
  );
  const status = (
    <p class="vh" role="status">
      {recording.said}
    </p>
  );
  if (session.me?.may.includes('record') === false)
    return (
      <>
        {top}
        <Marked marking={level} heardAt={heard?.heardAt}>
          <NotAllowed />
          {!isBlank(form.entry) && (
            <p class="wait">
              {tell('outbox.unfinished')} <RowLevel entry={form.entry} /> <bdi>{textIn(form.entry)}</bdi>
            </p>
          )}
          {(outbox.rows.length + form.parked.length > 0 || !isBlank(form.entry)) && list}
          {status}
        </Marked>
      </>
    );
  return (
    <>
      {top}
      <Strip isOffline={isOffline} box={box} heardAt={heard?.heardAt} retry={() => void asked.refetch()} />
      <Marked marking={level} heardAt={heard?.heardAt}>
        <div class="desk">
          <Kinds form={kind} choose={choose} {...keys} />
          <RecordForm
            id={id}
            entry={form.entry}
            change={form.change}
            known={known}
            faults={recording.faults}
            dated={dated}
            isKept={form.entry.source !== '' && form.entry.source === form.kept?.source}
            levels={levelsOf(session.config, session.me)}
            heading={heading}
            by={
              <>
                <b>
                  <bdi>{known.title ?? ''}</bdi>
                </b>
                {session.me && (
                  <>
                    {' · '}
                    <bdi>{session.me.name}</bdi>
                  </>
                )}
              </>
            }
            question={question('narrow')}
            send={() => void recording.send()}
            goBack={recording.goBack}
            isOffline={isOffline}
            isSending={recording.isSending || !outbox.isReady}
            draft={draft()}
            isPending={form.isPending}
          />
          <div class="side">
            <Preview
              entry={form.entry}
              dated={dated}
              trial={recording.trial}
              sentence={sentenceOf(form.entry, recording.about)}
              isOffline={isOffline}
            />
            {question('wide')}
            {list}
          </div>
        </div>
        {status}
      </Marked>
    </>
  );
};

/** Names that were made here, and are not in the list yet. */
const withNames = (known: Known, made: ReturnType<typeof namesMade>): Known => {
  const fresh = made.filter(({ id }) => !known.names.items.some((one) => one.id === id));
  return fresh.length === 0 ? known : { ...known, names: { ...known.names, items: [...known.names.items, ...fresh] } };
};

/** The levels up to the clearance of who records: nobody marks what they may not see. */
const levelsOf = (config: PublicConfig | undefined, me: Me | undefined): readonly string[] => {
  const levels = config?.markingLevels ?? [];
  const clearance = me?.clearance;
  if (clearance === undefined || clearance === 'all') return levels;
  return levels.slice(0, levels.indexOf(clearance.level) + 1);
};
