import { LOCALES } from '#messages/languages.js';
import { useBriefTexts } from '../../messages/brief-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { isShort } from '../../model/brief.js';
import { dayText } from '../../model/dates.js';
import type { Moment } from '../../model/moment.js';
import { nameIn } from '../../model/names.js';
import { FactDate } from '../../parts/fact-date.js';
import { useMomentText } from '../../parts/time/use-moment-text.js';
import { Section } from './section.js';
import { Sources } from './sources.js';
import type { BriefRead } from './use-brief.js';

type Props = Readonly<{
  brief: BriefRead;
  moment: Moment | undefined;
  heardAt: Date;
  /** Shows the first of these events. */
  open: (eventIds: readonly string[]) => void;
}>;

/** The paper: the brief as it is printed. */
export const Sheet = ({ brief, moment, heardAt, open }: Props) => {
  const { language } = useMessages();
  const tell = useBriefTexts();
  const read = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeStyle: 'short' }).format(heardAt);
  return (
    <article class={isShort(brief) ? 'paper' : 'paper dense'} tabIndex={-1}>
      <Head brief={brief} moment={moment} />
      {brief.sections.map((section) => (
        <Section key={section.id} section={section} sources={brief.sources} open={open} />
      ))}
      <Sources brief={brief} />
      <footer class="foot">
        <p>
          {tell('brief.foot')} {tell('brief.composed', { time: read })}
        </p>
        <p class="at" dir="ltr">
          {location.host}
          {location.pathname}
          {location.search}
        </p>
      </footer>
    </article>
  );
};

/** Which meeting, of which negotiation, when and where, and as of when this says so. */
const Head = ({ brief, moment }: Pick<Props, 'brief' | 'moment'>) => {
  const { say, language } = useMessages();
  const tell = useBriefTexts();
  const { title, negotiationId, planned, place, status, names, on } = brief;
  const when = useMomentText(moment ?? { day: on });
  const [axis, at] = [moment?.axis, moment?.at];
  return (
    <header class="lede">
      <p class="run">
        <b>{tell('brief.heading')}</b> <bdi>{nameIn(names, 'negotiation', negotiationId) ?? say('board.voided')}</bdi>
        <span class="asof">
          {axis === undefined
            ? tell('brief.asOf', { day: dayText(on, language, 'full') })
            : tell(at === undefined ? `brief.at.${axis}` : 'brief.at.instant', { day: when })}
        </span>
      </p>
      <h1 class="rec" dir="auto">
        {title}
      </h1>
      <p class="when">
        {planned?.on === undefined ? (
          <bdi>{planned?.text ?? say('meetings.noDay')}</bdi>
        ) : (
          <FactDate edtf={planned.on} text={planned.text} style="full" />
        )}
        {place !== undefined && (
          <>
            {say('text.comma')}
            <bdi>{place}</bdi>
          </>
        )}
        <span class="by"> {say(`meeting.${status}`)}</span>
      </p>
    </header>
  );
};
