import { usePaperTexts } from '../../messages/paper-texts.js';
import type { Moment } from '../../model/moment.js';
import { useMomentText } from '../time/use-moment-text.js';

/** What is shown of a past moment, as it stands on paper: "As known at the end of Wednesday, 29 October 2025". */
export const MomentSaid = ({ moment }: Readonly<{ moment: Moment }>) => {
  const tell = usePaperTexts();
  const when = useMomentText(moment);
  const { axis, at } = moment;
  const said =
    axis === 'happenedBy' || at === undefined
      ? tell(`at.${axis}`, { day: when })
      : tell(`at.${axis}.instant`, { instant: when });
  return <>{said}</>;
};
