import { useMessages } from '../../messages/use-messages.js';
import { dayText } from '../../model/dates.js';
import type { Moment } from '../../model/moment.js';

type Props = Readonly<{ moment: Moment; settle: (moment: undefined) => void }>;

/** Says that the screen does not show now, but another moment. */
export const Banner = ({ moment: { axis, day }, settle }: Props) => {
  const { say, language } = useMessages();
  return (
    <section class="banner" aria-label={say('moment.label')}>
      <p role="status">
        <b>{say(`moment.at.${axis}`, { day: dayText(day, language, 'full') })}</b> {say(`moment.means.${axis}`)}
      </p>
      <p class="to">
        <button type="button" class="plain" onClick={() => settle(undefined)}>
          {say('moment.back')}
        </button>
      </p>
    </section>
  );
};
