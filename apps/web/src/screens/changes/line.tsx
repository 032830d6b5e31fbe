import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { fieldText } from '../../model/event-changes.js';
import { correctedTexts, isEasingOf, stretchesOf, whenOf } from '../../model/moved-lines.js';
import { nameIn } from '../../model/names.js';
import { swatchOf } from '../../model/swatch.js';
import { FactDate } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';
import { percent } from '../../parts/time/percent.js';
import type { MovedLine, MovedLineList } from '../../types/types.gen.js';
import { States } from './states.js';
import { Tag } from './tag.js';

type Names = MovedLineList['names'];
type Days = Readonly<{ since: string; until: string }>;
type Props = Readonly<{
  line: MovedLine;
  /** Which of all lines it is. */
  place: number | undefined;
  names: Names;
  days: Days;
  /** What the columns of both moments are called, where they stand below each other. */
  columns: Readonly<{ before: string; after: string }>;
  open: (eventId: string) => void;
}>;

/** One thing, or several of which the same is said: when, what, and how it stood and stands. */
export const Line = ({ line, place, names, days, columns, open }: Props) => (
  <tr data-line={place}>
    <td class="wh">
      {whenOf(line).map(({ edtf, isHence }) => (
        <span key={edtf}>
          <FactDate edtf={edtf} />
          {isHence && <Glyph name="hence" />}
        </span>
      ))}
    </td>
    <td class="tx">
      <Sentences line={line} open={open} />
      <p class="by">
        <Tag tag={line.tag} />
      </p>
      <Things line={line} names={names} />
      <Fields line={line} />
    </td>
    <td colSpan={2}>
      <div class="turn">
        <div>
          <span class="col">
            {columns.before}
            <Colon />
          </span>
          {line.before && <States states={line.before} isEasing={isEasingOf(line.things.items)} />}
        </div>
        <div class="aft">
          <span class="col">
            {columns.after}
            <Colon />
          </span>
          {line.after && <States states={line.after} isEasing={isEasingOf(line.things.items)} />}
        </div>
        <Courses line={line} days={days} />
      </div>
    </td>
  </tr>
);

/** Both moments share a cell, so that the course between them lies below both; each says which it is, to a screen reader and on a phone. */
const Colon = () => <span class="vh">{useMessages().say('text.colon')}</span>;

/** Each sentence opens the first of its events; the others follow from there. */
const Sentences = ({ line: { sentences }, open }: Pick<Props, 'line' | 'open'>) => {
  const { say, language } = useMessages();
  const tell = useChangesTexts();
  return (
    <>
      {sentences.items.map(({ text, words, eventIds, followsFromDateAlone, isAnotherAccount }, n) => (
        <div key={n}>
          <p class="rec">
            <button type="button" class="named" lang={language} onClick={() => open(eventIds[0]!)}>
              {followsFromDateAlone && (
                <span title={say('measures.hence')}>
                  <Glyph name="hence" />
                  <span class="vh">{say('measures.hence')} </span>
                </span>
              )}
              {text}
            </button>
            {isAnotherAccount && <span class="by"> ({tell('changes.anotherAccount')})</span>}
          </p>
          {words !== undefined && (
            <p class="by words" dir="auto">
              {tell('changes.quoted', { words })}
            </p>
          )}
        </div>
      ))}
      {sentences.more > 0 && <p class="dim">{say('list.andMore', { count: sentences.more })}</p>}
    </>
  );
};

/** Of a line about several things, which ones. */
const Things = ({ line: { things }, names }: Pick<Props, 'line' | 'names'>) => {
  const { say } = useMessages();
  const tell = useChangesTexts();
  const count = things.items.length + things.more;
  if (count < 2) return null;
  return (
    <details>
      <summary>{tell('changes.things', { count })}</summary>
      <ul>
        {things.items.map(({ kind, id, about }) => (
          <li key={`${kind}-${id}`} dir="auto">
            {[about?.reference, nameIn(names, kind, id)].filter(Boolean).join(say('text.comma')) || say('names.hidden')}
          </li>
        ))}
      </ul>
      {things.more > 0 && <p class="dim">{say('list.andMore', { count: things.more })}</p>}
    </details>
  );
};

const MOST_FIELDS = 6;
/** What corrections changed: what was shown, struck out, and what is shown now. */
const Fields = ({ line }: Pick<Props, 'line'>) => {
  const { say } = useMessages();
  const tell = useChangesTexts();
  const texts = correctedTexts(line);
  const more = texts.length - MOST_FIELDS;
  if (texts.length === 0) return null;
  return (
    <ul class="changed">
      {texts.slice(0, MOST_FIELDS).map(({ key, field, before, after }) => (
        <li key={key}>
          <span class="by" lang="en">
            {tell('changes.field', { field: fieldText(field) })}{' '}
          </span>
          {before !== undefined && (
            <>
              <span class="vh">{tell('changes.was')} </span>
              <s dir="auto">{before}</s>
            </>
          )}{' '}
          {after !== undefined && (
            <>
              <span class="vh">{tell('changes.is')} </span>
              <bdi>{after}</bdi>
            </>
          )}
        </li>
      ))}
      {more > 0 && <li class="dim">{say('list.andMore', { count: more })}</li>}
    </ul>
  );
};

/** How provisions stood from the one moment to the other. The states on both sides say its ends in words. */
const Courses = ({ line: { courses = [], things }, days }: Pick<Props, 'line' | 'days'>) => {
  const isEasing = isEasingOf(things.items);
  return (
    <>
      {courses.map((course, n) => (
        <span key={n} class="through lane" aria-hidden="true">
          {stretchesOf(course, days.since, days.until).map(({ status, place, width, isTold }) => (
            <i
              key={place}
              class={`seg ${swatchOf(status, isEasing, isTold)}`}
              style={{ '--x': percent(place), '--w': percent(width) }}
            />
          ))}
        </span>
      ))}
    </>
  );
};
