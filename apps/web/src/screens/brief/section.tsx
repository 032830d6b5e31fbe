import { useBriefTexts } from '../../messages/brief-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { linesOf, sourcesOf } from '../../model/brief.js';
import { FactDate } from '../../parts/fact-date.js';
import type { BriefSection, BriefSentence, BriefSource } from '../../types/types.gen.js';
import { Planned } from './planned.js';
import { Sign } from './sign.js';

type Props = Readonly<{
  section: BriefSection;
  sources: readonly BriefSource[];
  open: (eventIds: readonly string[]) => void;
}>;

/** A sentence in each line, then what is not on record. */
export const Section = ({ section: { id, heading, sentences, notes }, sources, open }: Props) => {
  const { language } = useMessages();
  const tell = useBriefTexts();
  return (
    <section aria-labelledby={`brief-${id}`}>
      <h2 id={`brief-${id}`} lang={language}>
        {heading.text}
      </h2>
      <ul class="led">
        {linesOf(sentences).map((sentence, n) => (
          <Line key={n} sentence={sentence} sources={sourcesOf(sentence, sources)} open={open} />
        ))}
        {notes.map((note) => (
          <li key={`${note.id} ${note.text}`} class="note">
            <p class="words">
              <Sign id={note.id} />
              {note.text}
            </p>
          </li>
        ))}
        {sentences.length + notes.length === 0 && (
          <li class="note">
            <p class="words">{tell('brief.nothing')}</p>
          </li>
        )}
      </ul>
    </section>
  );
};

type LineProps = Readonly<{ sentence: BriefSentence; sources: readonly BriefSource[]; open: Props['open'] }>;

/** When, what, in whose words, by which sources, and the events that it rests on. */
const Line = ({ sentence, sources, open }: LineProps) => {
  const { say, language } = useMessages();
  const tell = useBriefTexts();
  const { id, text, occurredOn, words, planned, qualifier, counts, eventIds } = sentence;
  const events = tell('brief.events', { count: eventIds.length });
  return (
    <li class={counts ? 'counts' : ''}>
      <p class="day">{occurredOn !== undefined && <FactDate edtf={occurredOn} />}</p>
      <div class="words">
        <span class="what" lang={language}>
          <Sign id={id} />
          {text}
        </span>{' '}
        {counts && <span class="by">{tell('brief.counts')} </span>}
        {planned && (
          <span class="by">
            <Planned planned={planned} />{' '}
          </span>
        )}
        {qualifier && <span class="by">{qualifier.text} </span>}
        {words !== undefined && <bdi class="rec">“{words}”</bdi>}{' '}
        <button
          type="button"
          class="plain events"
          aria-label={[events, text].join(say('text.colon'))}
          onClick={() => open(eventIds)}
        >
          {events}
        </button>
      </div>
      <p class="from">
        {sources.map(({ number, reliability }) => (
          <span key={number}>
            <a href={`#source-${number}`}>
              <span class="vh">{tell('brief.source')} </span>
              {number}
            </a>{' '}
            <b>{reliability ?? '–'}</b>
          </span>
        ))}
      </p>
    </li>
  );
};
