import { useChangesTexts } from '../../messages/changes-texts.js';
import type { ChangesView } from '../../model/changes-view.js';
import { focusHeadline } from './focus-headline.js';
import type { Moved } from './use-moved.js';

type Props = Readonly<{ moved: Moved; view: ChangesView }>;

/** How much came since this was shown. Nothing moves until the reader asks for it. */
export const News = ({ moved: { later, showLater }, view }: Props) => {
  const tell = useChangesTexts();
  const show = () => {
    showLater();
    focusHeadline();
  };
  return (
    <div class="news">
      <span role="status">
        {/* what came is counted on the record, which another axis does not show */}
        {later > 0 && (view.axis === 'asOf' ? tell('changes.news', { count: later }) : tell('changes.newsOther'))}
      </span>{' '}
      {later > 0 && (
        <button type="button" class="plain" onClick={show}>
          {tell('changes.showNews')}
        </button>
      )}
    </div>
  );
};
