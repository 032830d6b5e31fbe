import { useMessages } from '../../messages/use-messages.js';
import type { Moment } from '../../model/moment.js';
import { useMomentText } from './use-moment-text.js';

type Props = Readonly<{ moment: Moment; settle: (moment: undefined) => void }>;

/** Says that the screen does not show now, but another moment. */
export const Banner = ({ moment, settle }: Props) => {
  const { say } = useMessages();
  const { axis, at } = moment;
  const when = useMomentText(moment);
  return (
    <section class="banner" aria-label={say('moment.label')}>
      <p role="status">
        <b>{say(`moment.at.${axis}`, { day: when })}</b>{' '}
        {at === undefined ? say(`moment.means.${axis}`) : say('moment.means.instant')}
      </p>
      <p class="to">
        <button type="button" class="plain" onClick={() => settle(undefined)}>
          {say('moment.back')}
        </button>
      </p>
    </section>
  );
};
