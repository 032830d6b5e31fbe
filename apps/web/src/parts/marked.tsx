import type { ComponentChildren } from 'preact';
import { useMessages } from '../messages/use-messages.js';
import { instantText } from '../model/instants.js';
import type { Marking } from '../model/marking.js';
import type { Moment } from '../model/moment.js';
import { MarkingLine } from './marking-line.js';
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
      <MarkingLine marking={marking}>
        <AsOf moment={moment} heardAt={heardAt} />
      </MarkingLine>
    )}
    {children}
    {marking && <MarkingLine marking={marking} />}
  </main>
);

/** The past moment; of now, when it was read. */
const AsOf = ({ moment, heardAt }: Pick<Props, 'moment' | 'heardAt'>) => {
  const { say, language } = useMessages();
  const said = useMomentSaid(moment);
  const now = heardAt && say('at.asOf.instant', { instant: instantText(heardAt.toISOString(), language) });
  return <span class="on-paper">{said ?? now}</span>;
};
