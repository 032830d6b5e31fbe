import type { Answer } from '../../api/answer.js';
import { useBriefTexts } from '../../messages/brief-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { isShort } from '../../model/brief.js';
import { dayText } from '../../model/dates.js';
import { instantText } from '../../model/instants.js';
import { type Moment, momentAt, parametersOf } from '../../model/moment.js';
import { nameIn } from '../../model/names.js';
import { MomentSaid } from '../../parts/paper/moment-said.js';
import { Planned } from './planned.js';
import { Section } from './section.js';
import { Sources } from './sources.js';
import type { BriefRead } from './use-brief.js';

type Props = Readonly<{
  moment: Moment | undefined;
  answer: Answer<BriefRead>;
  /** What is printed of how this brief stands now: that it reads otherwise, or that this could not be asked. */
  standing: 'otherwise' | 'unasked' | undefined;
  /** Shows the first of these events. */
  open: (eventIds: readonly string[]) => void;
}>;

/** The paper: the brief as it is printed. */
export const Sheet = ({ answer, moment, standing, open }: Props) => {
  const { language } = useMessages();
  const tell = useBriefTexts();
  const brief = answer.body;
  const time = instantText(answer.heardAt.toISOString(), language);
  const again = parametersOf(moment ?? momentOf(answer.sentAt));
  return (
    <article class={isShort(brief) ? 'paper' : 'paper dense'} tabIndex={-1}>
      <Head brief={brief} moment={moment} />
      {brief.sections.map((section) => (
        <Section key={section.id} section={section} sources={brief.sources} open={open} />
      ))}
      <Sources brief={brief} />
      <footer class="foot">
        <p>
          {tell('brief.foot')} {tell('brief.composed', { time })}{' '}
          {standing && <b class="standing-then">{tell(`brief.${standing}`)}</b>}
        </p>
        <p class="at" dir="ltr">
          {location.host}
          {location.pathname}
          {again === '' ? '' : `?${again}`}
        </p>
      </footer>
    </article>
  );
};

/** The end of the second in which an answer about now was sent: it has nothing that was recorded later. */
const momentOf = (sentAt: string | undefined): Moment | undefined =>
  sentAt === undefined ? undefined : momentAt('asOf', new Date(Date.parse(sentAt) + LAST_MS_OF_SECOND).toISOString());
const LAST_MS_OF_SECOND = 999;

/** Which meeting, of which negotiation, when and where, and as of when this says so. */
const Head = ({ brief, moment }: Readonly<{ brief: BriefRead; moment: Moment | undefined }>) => {
  const { say, language } = useMessages();
  const tell = useBriefTexts();
  const { title, negotiationId, planned, place, status, names, on } = brief;
  return (
    <header class="lede">
      <p class="run">
        <b>{tell('brief.heading')}</b> <bdi>{nameIn(names, 'negotiation', negotiationId) ?? say('board.voided')}</bdi>
        <span class="asof">
          {moment ? <MomentSaid moment={moment} /> : tell('brief.asOf', { day: dayText(on, language, 'full') })}
        </span>
      </p>
      <h1 class="rec" dir="auto">
        {title}
      </h1>
      <p class="when">
        {planned === undefined ? say('meetings.noDay') : <Planned planned={planned} style="full" />}
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
