import { useMessages } from '../../messages/use-messages.js';
import { nameIn } from '../../model/names.js';
import type { Names, Source } from '../../types/types.gen.js';
import { FactDate } from '../fact-date.js';

/** Where something was published, or by which statement it was said, what it says, and how reliable it is. */
export const SourceLine = ({ source, names }: Readonly<{ source: Source; names: Names }>) => {
  const { say } = useMessages();
  const { title, url, publisher, publishedOn, statementId, quote, reliability } = source;
  const statement =
    statementId === undefined ? say('drawer.source') : (nameIn(names, 'statement', statementId) ?? say('names.hidden'));
  const name = title ?? publisher ?? url ?? statement;
  return (
    <div class="source">
      <p class="by">
        {say('drawer.source')}:{' '}
        {url === undefined ? (
          <bdi>{name}</bdi>
        ) : (
          <a class="quiet" href={url} rel="noreferrer">
            <bdi>{name}</bdi>
          </a>
        )}
        {title !== undefined && publisher !== undefined && (
          <>
            {say('text.comma')}
            <bdi>{publisher}</bdi>
          </>
        )}
        {publishedOn !== undefined && (
          <>
            {say('text.comma')}
            <FactDate edtf={publishedOn} />
          </>
        )}
        {reliability !== undefined && (
          <b class="grade" title={say('drawer.grade')}>
            {reliability}
          </b>
        )}
      </p>
      {quote !== undefined && (
        <blockquote class="rec" dir="auto">
          {quote}
        </blockquote>
      )}
    </div>
  );
};
