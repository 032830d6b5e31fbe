import { useRef } from 'preact/hooks';
import { useAnswer } from '../../api/queries.js';
import type { Names, PositionDetails } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { historyOf } from '../../model/history.js';
import { type Moment, parametersOf } from '../../model/moment.js';
import { BriefLink } from '../brief-link.js';
import { Loading } from '../loading.js';
import { Trouble } from '../trouble.js';
import { DrawerFrame } from './frame.js';
import { HistoryEntry } from './history-entry.js';
import type { Opened } from './opened.js';

/** The address of a thing by its kind. */
const PATHS: Readonly<Record<Opened['kind'], string>> = {
  position: 'positions',
  measure: 'measures',
  meeting: 'meetings',
  commitment: 'commitments',
  dispute: 'disputes',
};

type Props = Readonly<{ opened: Opened; moment: Moment | undefined; close: () => void }>;
/** The page of every kind says its negotiation and names the things that it mentions; a position stands for all. */
type Page = Pick<PositionDetails, 'names' | 'negotiationId'>;

/** The history of a thing at the moment that is shown, with the evidence of each fact. */
export const Drawer = ({ opened: { kind, id, title }, moment, close }: Props) => {
  const { say } = useMessages();
  const list = useRef<HTMLOListElement>(null);
  const { data, error, refetch } = useAnswer<Page & { names: Names }>(`/v1/${PATHS[kind]}/${id}`, parametersOf(moment));
  const history = data && historyOf(data.body);
  const step = (by: 1 | -1) => {
    const entries = [...(list.current?.children ?? [])] as HTMLElement[];
    const at = entries.findIndex((entry) => entry.contains(document.activeElement));
    entries[Math.min(entries.length - 1, Math.max(0, at + by))]?.focus();
  };
  return (
    <DrawerFrame
      kind={say(`thing.${kind}`)}
      title={title}
      step={history && history.length > 1 ? step : undefined}
      close={close}
    >
      {data && kind === 'meeting' && (
        <p>
          <BriefLink negotiation={data.body.negotiationId} meeting={{ id, title }} moment={moment} />
        </p>
      )}
      {data && (
        <ol class="moves" ref={list}>
          {history?.map((entry) => (
            <HistoryEntry
              key={entry.eventId}
              entry={entry}
              names={data.body.names}
              negotiation={data.body.negotiationId}
            />
          ))}
        </ol>
      )}
      {!data &&
        (error ? (
          <Trouble error={error} retry={() => void refetch()} heading="h2" />
        ) : (
          <Loading>{say('drawer.loading')}</Loading>
        ))}
    </DrawerFrame>
  );
};
