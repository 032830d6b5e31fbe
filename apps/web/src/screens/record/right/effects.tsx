import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import { useMessages } from '../../../messages/use-messages.js';
import { type RecordTextId, useRecordTexts } from '../../../messages/record-texts.js';
import { dayText } from '../../../model/dates.js';
import { useDateText } from '../../../parts/fact-date.js';
import type { DryRun } from '../../../types/types.gen.js';

type Changes = DryRun['changes'];

/** What a correction changes: on the timeline, in force, in lists, and for whom; what it says on the trail; and what it leaves alone. */
export const Effects = ({ id, dryRun }: Readonly<{ id: string; dryRun: DryRun | undefined }>) => {
  const tell = useRecordTexts();
  return (
    <div aria-live="polite">
      <section class="sec">
        <h2>{tell('effects.title')}</h2>
        {dryRun === undefined ? <p class="dim">{tell('effects.nothing')}</p> : <All changes={dryRun.changes} />}
      </section>
      {dryRun !== undefined && (
        <section class="sec">
          <h2>{tell('effects.trail')}</h2>
          {dryRun.events.map(({ text }) => (
            <p key={text} class="rec">
              {text}
            </p>
          ))}
        </section>
      )}
      {dryRun?.changes.sameDate !== undefined && (
        <section class="sec">
          <h2>{tell('effects.alone')}</h2>
          <p class="by">{tell('effects.sameDate')}</p>
          <ul>
            {dryRun.changes.sameDate.items.map(({ eventId, title }) => (
              <li key={eventId}>
                {title}{' '}
                <Link href={`/negotiations/${encodeURIComponent(id)}/record?right=${encodeURIComponent(eventId)}`}>
                  {tell('effects.asWell')}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
};

const All = ({ changes }: Readonly<{ changes: Changes }>) => {
  const dateIn = useDateText();
  const tell = useRecordTexts();
  const { timeline, inForce, lists, visibility } = changes;
  const told = (one: Changes['timeline'][number]['before']) =>
    one === undefined ? (
      <span class="dim">{tell('effects.absent')}</span>
    ) : (
      <>
        {one.occurredOn !== undefined && <b>{dateIn(one.occurredOn).shown}</b>} {one.text}
      </>
    );
  return (
    <>
      {timeline.map((one, n) => (
        <Pair key={n} title={tell('effects.timeline')} before={told(one.before)} after={told(one.after)} />
      ))}
      {timeline.length === 0 && <p class="by">{tell('effects.noTimeline')}</p>}
      {inForce.map(({ provisionId, before, after }) => (
        <Pair
          key={provisionId}
          title={tell('effects.inForce', { provision: provisionId })}
          before={<Periods periods={before} />}
          after={<Periods periods={after} />}
        />
      ))}
      {lists.length > 0 && (
        <div class="eff">
          <h3>{tell('effects.lists')}</h3>
          <ul>
            {lists.map(({ list, change, moves }) => (
              <li key={list}>
                {LISTS[list] === undefined ? <span lang="en">{list}</span> : tell(LISTS[list])}
                {': '}
                {tell(moves ? 'effects.moves' : `effects.${change}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {visibility !== undefined && (
        <p class="by">
          {tell('effects.seenBy', { levels: visibility.after.seenBy.map((level) => level.toUpperCase()).join(', ') })}
        </p>
      )}
    </>
  );
};

const LISTS: Readonly<Record<string, RecordTextId>> = {
  meetings: 'list.meetings',
  statements: 'list.statements',
  positions: 'list.positions',
  measures: 'list.measures',
  commitments: 'list.commitments',
  proposals: 'list.proposals',
  disputes: 'list.disputes',
  parties: 'list.parties',
  representatives: 'list.representatives',
  issues: 'list.issues',
  names: 'list.names',
  timeline: 'list.timeline',
  moments: 'list.moments',
  climate: 'list.climate',
};

type PairProps = Readonly<{ title: string; before: ComponentChildren; after: ComponentChildren }>;
const Pair = ({ title, before, after }: PairProps) => {
  const tell = useRecordTexts();
  return (
    <div class="eff">
      <h3>{title}</h3>
      <div class="pair">
        <div>
          <span class="dim small">{tell('effects.before')}</span>
          <p class="rec">{before}</p>
        </div>
        <div>
          <span class="dim small">{tell('effects.after')}</span>
          <p class="rec">{after}</p>
        </div>
      </div>
    </div>
  );
};

type Period = Changes['inForce'][number]['before'][number];
const Periods = ({ periods }: Readonly<{ periods: readonly Period[] }>) => {
  const { say, language } = useMessages();
  const tell = useRecordTexts();
  if (periods.length === 0) return <span class="dim">{tell('effects.never')}</span>;
  return (
    <>
      {periods.map(({ status, from, to }, n) => (
        <span key={n}>
          <b>{say(`force.${status}`)}</b>{' '}
          {[from, to].map((day) => (day === undefined ? '…' : dayText(day, language))).join(' – ')}
          <br />
        </span>
      ))}
    </>
  );
};
