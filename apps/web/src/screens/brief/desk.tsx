import { Link } from 'wouter-preact';
import { useBriefTexts } from '../../messages/brief-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { timeText } from '../../model/instants.js';
import { type Moment, parametersOf } from '../../model/moment.js';
import { Why } from '../../parts/why.js';
import { FORMS, useSave } from './use-save.js';
import type { BriefRead } from './use-brief.js';

type Props = Readonly<{
  brief: BriefRead;
  address: string;
  moment: Moment | undefined;
  isWrong: boolean;
  heardAt: Date;
  isMarkedAnew: boolean;
  /** Shows the brief as it reads by now. Absent if that is as it stands here. */
  news: (() => void) | undefined;
  askAgain: () => void;
}>;

/** Above the paper: how to print and save it, when it was read, and whether it reads otherwise by now. */
export const Desk = ({ brief, address, moment, isWrong, heardAt, isMarkedAnew, news, askAgain }: Props) => {
  const { say, language } = useMessages();
  const tell = useBriefTexts();
  const { state, save } = useSave(address, askAgain);
  const show = () => {
    news?.();
    // The button goes with what it says.
    document.querySelector<HTMLElement>('.paper')?.focus();
  };
  const board = `/negotiations/${encodeURIComponent(brief.negotiationId)}`;
  const time = timeText(heardAt, language);
  return (
    <div class="desk">
      <p class="by">
        <Link href={moment === undefined ? board : `${board}?${parametersOf(moment)}`}>
          {tell('brief.anotherMoment')}
        </Link>{' '}
        {tell('brief.readAt', { time })} {isWrong && say('moment.wrong')}
      </p>
      <p class="acts">
        <button type="button" class="btn on" onClick={() => print()}>
          {tell('brief.print')}
        </button>
        {FORMS.map((form) => (
          <button key={form.type} type="button" class="btn" onClick={() => save(form)}>
            {tell(form.label)}
          </button>
        ))}
      </p>
      <p class="by told" role="status">
        {state.is === 'fetching' && tell('brief.saving')}
        {state.is === 'saved' && tell('brief.saved', { name: state.name })}
        {(state.is === 'nameless' || state.is === 'overdue') && (
          <>
            <b>{tell('brief.notSaved')}</b> {tell(`brief.${state.is}`)}
          </>
        )}
        {state.is === 'failed' && (
          <>
            <b>{tell('brief.notSaved')}</b> <Why error={state.error} />
          </>
        )}
      </p>
      <div class="news">
        <span role="status">
          {news ? `${tell('brief.otherwise')} ${tell('brief.savedIsNew')}` : isMarkedAnew && tell('brief.markedAnew')}
        </span>{' '}
        {news && (
          <button type="button" class="plain" onClick={show}>
            {tell('brief.showNews')}
          </button>
        )}
      </div>
    </div>
  );
};
