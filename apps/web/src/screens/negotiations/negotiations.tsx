import { useMessages } from '../../messages/use-messages.js';
import { Screen } from '../../parts/screen.js';
import { Top } from '../../parts/top.js';
import { useOverviews } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import { NegotiationTable } from './negotiation-table.js';
import { useNegotiations } from './use-negotiations.js';

/** All negotiations that the reader may see. */
export const Negotiations = () => {
  const { say } = useMessages();
  const { shown, more } = useNegotiations();
  const screens = useOverviews('list');
  useTitle(say('list.title'));
  return (
    <Screen top={<Top skip={say('list.skip')} screens={screens} />} shown={shown} loading={say('list.loading')}>
      {({ items }) => (
        <>
          <header class="lede">
            <h1 class="headline">{say('list.title')}</h1>
          </header>
          {items.length === 0 ? <p class="empty">{say('list.empty')}</p> : <NegotiationTable items={items} />}
          {more && (
            <button type="button" class="btn more" onClick={more}>
              {say('list.more')}
            </button>
          )}
        </>
      )}
    </Screen>
  );
};
