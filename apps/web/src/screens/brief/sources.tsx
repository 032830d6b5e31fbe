import { useBriefTexts } from '../../messages/brief-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { nameIn } from '../../model/names.js';
import { FactDate } from '../../parts/fact-date.js';
import type { BriefSource, Names } from '../../types/types.gen.js';
import type { BriefRead } from './use-brief.js';

/** Each source once, with its grade, under the number by which sentences name it. */
export const Sources = ({ brief: { sources, names } }: Readonly<{ brief: BriefRead }>) => {
  const tell = useBriefTexts();
  if (sources.length === 0) return null;
  return (
    <section aria-labelledby="brief-sources">
      <h2 id="brief-sources">{tell('brief.sources')}</h2>
      <ol class="src">
        {sources.map((source) => (
          <li key={source.number} id={`source-${source.number}`}>
            <span class="no">{source.number}</span>
            <b>{source.reliability ?? '–'}</b>
            <SourceSaid source={source} names={names} />
          </li>
        ))}
      </ol>
      {sources.some(({ reliability }) => reliability !== undefined) && <p class="legend">{tell('brief.scale')}</p>}
    </section>
  );
};

const SourceSaid = ({ source, names }: Readonly<{ source: BriefSource; names: Names }>) => {
  const { say } = useMessages();
  const tell = useBriefTexts();
  const { publisher, title, url, publishedOn, statementId, reliability } = source;
  const statement = statementId && (nameIn(names, 'statement', statementId) ?? say('names.hidden'));
  const parts = [
    publisher && <bdi>{publisher}</bdi>,
    title && <cite dir="auto">{title}</cite>,
    statement && <bdi>“{statement}”</bdi>,
    url && (
      <a class="quiet" href={url} rel="noreferrer">
        <bdi>{url}</bdi>
      </a>
    ),
    publishedOn && <FactDate edtf={publishedOn} style="long" />,
    reliability === undefined && tell('brief.ungraded'),
  ].filter(Boolean);
  return (
    <span>
      {parts.map((part, n) => (
        <span key={n}>
          {n > 0 && say('text.comma')}
          {part}
        </span>
      ))}
    </span>
  );
};
