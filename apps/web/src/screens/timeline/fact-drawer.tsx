import { useAnswer } from '../../api/queries.js';
import { type Tell, useTimelineTexts } from '../../messages/use-timeline-texts.js';
import type { TimelineTextId } from '../../messages/timeline-en.js';
import { type Moment, parametersOf } from '../../model/moment.js';
import { DrawerFrame } from '../../parts/drawer/frame.js';
import { Loading } from '../../parts/loading.js';
import { Trouble } from '../../parts/trouble.js';
import type { EventPage, TimelineItem } from '../../types/types.gen.js';
import { FactPage } from './fact-page.js';

type Props = Readonly<{
  id: string;
  /** The facts that are shown, in their order. */
  order: readonly TimelineItem[];
  moment: Moment | undefined;
  go: (eventId: string) => void;
  close: () => void;
}>;

/** One event, with what it rests on and what became of it; `J` and `K` go to the facts after and before. */
export const FactDrawer = ({ id, order, moment, go, close }: Props) => {
  const tell = useTimelineTexts();
  const { data, error, refetch } = useAnswer<EventPage>(`/v1/events/${encodeURIComponent(id)}`, parametersOf(moment));
  const at = order.findIndex(({ eventId }) => eventId === id);
  const known = data?.body ?? order[at];
  const step = (by: 1 | -1) => {
    const next = order[at + by];
    if (next !== undefined) go(next.eventId);
  };
  return (
    <DrawerFrame
      kind={
        <>
          {known && whatIs(known, tell)}{' '}
          <span class="dim" role="status">
            {at >= 0 && tell('fact.place', { n: at + 1, count: order.length })}
          </span>
        </>
      }
      title={known?.title ?? tell('fact.loading')}
      lang="en"
      step={at >= 0 && order.length > 1 ? step : undefined}
      close={close}
    >
      {data && <FactPage key={id} event={data.body} go={go} />}
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
const whatIs = ({ kind, type }: Pick<EventPage, 'kind' | 'type'>, tell: Tell): string =>
  [tell(`kinds.${kind}`), tell(`type.${type}` as TimelineTextId)].join(' · ');
