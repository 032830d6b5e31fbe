import { useAnswer } from '../../api/queries.js';
import { useFactTexts } from '../../messages/fact-texts.js';
import type { Tell } from '../../messages/lazy-texts.js';
import type { FactTextId } from '../../messages/fact-en.js';
import type { Marking } from '../../model/marking.js';
import { type Moment, parametersOf } from '../../model/moment.js';
import { DrawerFrame } from '../drawer/frame.js';
import { Loading } from '../loading.js';
import { MarkingLine } from '../marking-line.js';
import { Trouble } from '../trouble.js';
import type { EventPage, TimelineItem } from '../../types/types.gen.js';
import { FactPage } from './fact-page.js';
import './fact.css';

type Known = Pick<TimelineItem, 'eventId'> & Partial<Heading>;
type Heading = Pick<EventPage, 'kind' | 'type' | 'title'>;
type Marked = EventPage & Readonly<{ marking: Marking }>;

type Props = Readonly<{
  id: string;
  /** The facts that are shown, in their order, with what is known of them before they are read. */
  order: readonly Known[];
  moment: Moment | undefined;
  go: (eventId: string) => void;
  close: () => void;
}>;

/** One event, with what it rests on and what became of it; `J` and `K` go to the facts after and before. */
export const FactDrawer = ({ id, order, moment, go, close }: Props) => {
  const tell = useFactTexts();
  const { data, error, refetch } = useAnswer<Marked>(`/v1/events/${encodeURIComponent(id)}`, parametersOf(moment));
  const at = order.findIndex(({ eventId }) => eventId === id);
  const { kind, type, title }: Partial<Heading> = data?.body ?? order[at] ?? {};
  const step = (by: 1 | -1) => {
    const next = order[at + by];
    if (next !== undefined) go(next.eventId);
  };
  return (
    <DrawerFrame
      kind={
        <>
          {kind && type && whatIs({ kind, type }, tell)}{' '}
          <span class="dim" role="status">
            {at >= 0 && tell('fact.place', { n: at + 1, count: order.length })}
          </span>
        </>
      }
      title={title ?? tell('fact.loading')}
      isSentence
      step={at >= 0 && order.length > 1 ? step : undefined}
      close={close}
    >
      {data && (
        <>
          {/* It may name what is marked above the screen that is under it. */}
          <MarkingLine marking={data.body.marking} />
          <FactPage key={id} event={data.body} go={go} />
        </>
      )}
      {!data &&
        (error ? (
          <Trouble error={error} retry={() => void refetch()} heading="h3" />
        ) : (
          <Loading>{tell('fact.loading')}</Loading>
        ))}
    </DrawerFrame>
  );
};

/** Its kind and its type. A page has events about the world alone, and each type of them has a word. */
const whatIs = ({ kind, type }: Omit<Heading, 'title'>, tell: Tell<FactTextId>): string =>
  [tell(`kinds.${kind}`), tell(`type.${type}` as FactTextId)].join(' · ');
