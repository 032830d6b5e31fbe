import type { ComponentChildren } from 'preact';
import { useMessages } from '../messages/use-messages.js';
import { instantText } from '../model/instants.js';
import { type Marking, markingText } from '../model/marking.js';
import type { Moment } from '../model/moment.js';
import { useMomentSaid } from './time/use-moment-text.js';

type Props = Readonly<{
  /** That of the most sensitive thing that is shown. */
  marking: Marking | undefined;
  moment?: Moment | undefined;
  /** When the service answered. */
  heardAt: Date | undefined;
  children: ComponentChildren;
}>;

/** What a screen shows, with its marking above and below. On paper, both stand on each sheet, with the moment that is shown. */
export const Marked = ({ marking, moment, heardAt, children }: Props) => (
  <main id="main" tabIndex={-1}>
    {marking && (
      <Line marking={marking}>
        <AsOf moment={moment} heardAt={heardAt} />
      </Line>
    )}
    {children}
    {marking && <Line marking={marking} />}
  </main>
);

const Line = ({ marking, children }: Readonly<{ marking: Marking; children?: ComponentChildren }>) => {
  const { say } = useMessages();
  return (
    <p class="marking">
      <span class="vh">{say('marking.label')} </span>
      {markingText(marking)} {children}
    </p>
  );
};

/** The past moment; of now, when it was read. */
const AsOf = ({ moment, heardAt }: Pick<Props, 'moment' | 'heardAt'>) => {
  const { say, language } = useMessages();
  const said = useMomentSaid(moment);
  const now = heardAt && say('at.asOf.instant', { instant: instantText(heardAt.toISOString(), language) });
  return <span class="on-paper">{said ?? now}</span>;
};
