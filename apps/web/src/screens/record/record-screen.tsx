import { useEffect, useRef } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { LOCALES } from '#messages/languages.js';
import { Unreachable } from '../../api/answer.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { type Form, FORMS } from '../../model/record/entry.js';
import { MarkingLine } from '../../parts/marking-line.js';
import { Top } from '../../parts/top.js';
import { useScreens } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import type { Me, PublicConfig } from '../../types/types.gen.js';
import { Duplicate } from './duplicate.js';
import { focusOn } from './field.js';
import { Kinds } from './kinds.js';
import { NotAllowed } from './not-allowed.js';
import { OutboxList } from './outbox-list.js';
import { Preview } from './preview.js';
import { RecordForm } from './record-form.js';
import { sentenceOf } from './sentence.js';
import { Strip } from './strip.js';
import { useBox } from './use-box.js';
import { useDated } from './use-dated.js';
import { useEntry } from './use-entry.js';
import { useKeys } from './use-keys.js';
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

/** The form, what becomes of it, and what was recorded here before. */
export const RecordScreen = ({ id }: Readonly<{ id: string }>) => {
  const { language } = useMessages();
  const tell = useRecordTexts();
  const [path, navigate] = useLocation();
  const search = useSearch();
  const wanted = new URLSearchParams(search).get('form');
  const kind: Form = FORMS.find((form) => form === wanted) ?? 'statement';
  const me = useAnswer<Me>('/v1/me');
  const config = useAnswer<PublicConfig>('/v1/config');
  const asked = useKnown(id);
  const known = asked.data?.body ?? NOTHING;
  const box = useBox(me.data?.body);
  const outbox = useOutbox(box);
  const choose = (chosen: Form) => {
    navigate(chosen === 'statement' ? path : `${path}?form=${chosen}`, { replace: true });
    focusOn('who');
  };
  const form = useEntry(id, kind, choose, box);
  const dated = useDated(form.entry);
  const recording = useRecording({ id, form, dated, known, outbox });
  const heading = useRef<HTMLHeadingElement>(null);
  const isOffline = asked.error instanceof Unreachable || recording.isUnreachable || outbox.stopped === 'offline';
  useEffect(() => focusOn('who'), []);
  useTitle([tell(`title.${kind}`), known.title].filter(Boolean).join(' · '));
  const keys = useKeys({
    send: () => void recording.send(),
    choose,
    answer: recording.answer,
    showOutbox: () => document.getElementById('outbox')?.focus(),
    leave: () => heading.current?.focus(),
  });
  const screens = useScreens(id, 'record', undefined);
  const time = (at: Date) => new Intl.DateTimeFormat(LOCALES[language], { timeStyle: 'short' }).format(at);
  const question = (where: 'wide' | 'narrow') =>
    recording.asked && <Duplicate where={where} duplicate={recording.asked.duplicate} answer={recording.answer} />;
  const top = <Top skip={tell('record.skip')} screens={screens} />;
  const marking = <MarkingLine marking={known.marking} />;
  if (me.data !== undefined && !me.data.body.may.includes('record'))
    return (
      <>
        {top}
        <main id="main" tabIndex={-1}>
          {marking}
          <NotAllowed />
          {marking}
        </main>
      </>
    );
  return (
    <>
      {top}
      <Strip
        isOffline={isOffline}
        isLasting={box?.isLasting ?? false}
        heardAt={asked.data?.heardAt}
        retry={() => void asked.refetch()}
      />
      <main id="main" tabIndex={-1}>
        {marking}
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
            levels={levelsOf(config.data?.body, me.data?.body)}
            heading={heading}
            by={
              <>
                <b>
                  <bdi>{known.title ?? ''}</bdi>
                </b>
                {me.data && (
                  <>
                    {' · '}
                    <bdi>{me.data.body.name}</bdi>
                  </>
                )}
              </>
            }
            question={question('narrow')}
            send={() => void recording.send()}
            isOffline={isOffline}
            isSending={recording.isSending}
            draft={form.keptAt && box?.isLasting ? tell('draft.kept', { time: time(form.keptAt) }) : ''}
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
            <OutboxList
              rows={outbox.rows.filter(({ negotiationId }) => negotiationId === id)}
              stopped={outbox.stopped}
              isLasting={box?.isLasting ?? false}
              putRight={(row) => {
                choose(row.entry.form);
                recording.putRight(row);
              }}
              throwAway={(row) => void outbox.remove(row.id)}
              logIn={() => location.reload()}
            />
          </div>
        </div>
        <p class="vh" role="status">
          {recording.said}
        </p>
        {marking}
      </main>
    </>
  );
};

/** The levels up to the clearance of who records: nobody marks what they may not see. */
const levelsOf = (config: PublicConfig | undefined, me: Me | undefined): readonly string[] => {
  const levels = config?.markingLevels ?? [];
  const clearance = me?.clearance;
  if (clearance === undefined || clearance === 'all') return levels;
  return levels.slice(0, levels.indexOf(clearance.level) + 1);
};
