import { useMessages } from '../../messages/use-messages.js';
import type { Source } from '../../types/types.gen.js';
import { FactDate } from '../fact-date.js';

/** Where something was published, what it says, and how reliable it is. */
export const SourceLine = ({ source }: Readonly<{ source: Source }>) => {
  const { say } = useMessages();
  const { title, url, publisher, publishedOn, quote, reliability } = source;
  const name = title ?? publisher ?? url ?? say('drawer.source');
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
