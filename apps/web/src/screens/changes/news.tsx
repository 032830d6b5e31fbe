import { useChangesTexts } from '../../messages/changes-texts.js';
import type { Moved } from './use-moved.js';

/** How much came since this was shown. Nothing moves until the reader asks for it. */
export const News = ({ moved: { later, retry } }: Readonly<{ moved: Moved }>) => {
  const tell = useChangesTexts();
  return (
    <p class="news" role="status">
      {later > 0 && (
        <>
          {tell('changes.news', { count: later })}{' '}
          <button type="button" class="plain" onClick={retry}>
            {tell('changes.showNews')}
          </button>
        </>
      )}
    </p>
  );
};
