import { Link } from 'wouter-preact';
import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import type { ChangesView } from '../../model/changes-view.js';
import { dayText } from '../../model/dates.js';
import { instantText } from '../../model/instants.js';
import { isOnTheRecord, readingOf } from '../../model/reading.js';
import { TextSaid, useText } from './as-text.js';
import { focusHeadline, HEADLINE } from './focus-headline.js';
import { ReadingSaid, useReading } from './read-to-here.js';
import type { Change } from './use-changes-view.js';
import type { Moved } from './use-moved.js';
import { lastDayOf, type Question } from './use-question.js';
import type { Board } from '../../types/types.gen.js';

type Props = Readonly<{ board: Board; question: Question; moved: Moved; view: ChangesView; change: Change }>;

/** How much moved, since when, and what may be done with it. */
export const Head = (props: Props) => {
  const { board, moved, view } = props;
  const { say, language } = useMessages();
  const tell = useChangesTexts();
  const { title, status } = board.negotiation;
  const { first } = moved;
  return (
    <header class="lede">
      <div class="crumb">
        <Link class="quiet" href="/">
          {say('list.title')}
        </Link>
        <span aria-hidden="true">/</span>
        <h1>
          <bdi>{title ?? say('board.voided')}</bdi>
        </h1>
        <span class="dim">{status !== undefined && say(`status.${status}`)}</span>
      </div>
      <p class="headline" role="status" id={HEADLINE} tabIndex={-1}>
        {first === undefined
          ? '\u00A0'
          : tell(view.until === undefined ? 'changes.headline' : 'changes.headlineUntil', {
              count: first.body.counts.lines,
              since: dayText(first.body.since.day, language, 'long'),
              ...(view.until !== undefined && { until: dayText(first.body.until.day, language, 'long') }),
            })}
      </p>
      {view.isWrong && <p class="by">{tell('changes.wrong')}</p>}
      <Basis {...props} />
      <Acts key={props.question.now} {...props} />
    </header>
  );
};

/** Why just these moments, and on what it rests. */
const Basis = ({ question: { since, place, isPlaceUnknown }, moved: { first, lines }, view }: Props) => {
  const { language } = useMessages();
  const tell = useChangesTexts();
  if (first === undefined) return <p class="by">{'\u00A0'}</p>;
  const { counts, lastFact, since: from } = first.body;
  const why =
    since?.by === 'place'
      ? tell('changes.byPlace', { time: instantText(place?.at ?? '', language) })
      : since?.by === 'latest' && isOnTheRecord(view)
        ? tell(isPlaceUnknown ? 'changes.byUnknown' : 'changes.byLatest')
        : since?.by === 'latest' && view.until !== undefined
          ? tell('changes.byLatestUntil', { day: dayText(view.until, language, 'long') })
          : undefined;
  const sentences = [
    why,
    from.isBeforeTheRecord && counts.lines > 0 ? tell('changes.beforeTheRecord') : undefined,
    counts.lines > 0 ? tell('changes.facts', { count: counts.facts }) : undefined,
    lastFact && tell('changes.lastFact', { day: dayText(lastFact.day, language, 'long') }),
  ];
  const isHence = lines.some(({ sentences: { items } }) => items.some((one) => one.followsFromDateAlone));
  if (isHence) sentences.push(tell('changes.hence', { sign: '∴' }));
  return <p class="by">{sentences.filter(Boolean).join(' ')}</p>;
};

const Acts = ({ question, moved, view, change }: Props) => {
  const tell = useChangesTexts();
  const { path, first } = moved;
  const reading = useReading(question, moved.unseen, () => {
    if (view.since !== undefined) change({ since: undefined });
    focusHeadline();
  });
  const text = useText(`${path}?${question.asked}`);
  const { since, place, moments } = question;
  if (first === undefined || since === undefined) return null;
  const last = lastDayOf(view, moments.data?.body);
  const offer = readingOf(view, since, place, last);
  return (
    <>
      <div class="acts">
        {offer === 'offered' && (
          <button type="button" class="btn on" onClick={reading.press}>
            {tell('changes.readToHere')}
          </button>
        )}
        <button type="button" class="btn" onClick={text.copy}>
          {tell('changes.copy')}
        </button>
        <button type="button" class="btn" onClick={() => print()}>
          {tell('changes.print')}
        </button>
      </div>
      {typeof offer === 'object' && <PassedOver {...offer} />}
      <ReadingSaid reading={reading} />
      <TextSaid state={text.state} count={first.body.counts.lines} />
    </>
  );
};

/** Why one cannot say that one has read to here. */
const PassedOver = ({ from, until }: Readonly<{ from?: string; until: string }>) => {
  const { language } = useMessages();
  const tell = useChangesTexts();
  const day = dayText(until, language, 'long');
  return (
    <p class="by">
      {from === undefined
        ? tell('changes.passesOverAll', { day })
        : tell('changes.passesOver', { time: instantText(from, language), day })}
    </p>
  );
};
