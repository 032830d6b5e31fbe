import { useEffect, useRef } from 'preact/hooks';
import { useAnswer } from '../../api/queries.js';
import type { Names, PositionDetails } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { historyOf } from '../../model/history.js';
import { type Moment, parametersOf } from '../../model/moment.js';
import { Glyph } from '../../parts/glyph.js';
import { Loading } from '../../parts/loading.js';
import { Trouble } from '../../parts/trouble.js';
import { HistoryEntry } from './history-entry.js';

/** What a drawer shows: a thing of the record. */
export type Opened = Readonly<{
  kind: 'position' | 'measure' | 'meeting' | 'commitment' | 'dispute';
  id: string;
  title: string;
}>;

/** The address of a thing by its kind. */
const PATHS: Readonly<Record<Opened['kind'], string>> = {
  position: 'positions',
  measure: 'measures',
  meeting: 'meetings',
  commitment: 'commitments',
  dispute: 'disputes',
};

type Props = Readonly<{ opened: Opened; moment: Moment | undefined; close: () => void }>;
/** The page of every kind names the things that it mentions; a position stands for all. */
type Page = Pick<PositionDetails, 'names'>;

/** The history of a thing at the moment that is shown, with the evidence of each fact. */
export const Drawer = ({ opened, moment, close }: Props) => {
  const { say } = useMessages();
  const { kind, id, title } = opened;
  const dialog = useRef<HTMLDialogElement>(null);
  const { data, error, refetch } = useAnswer<Page & { names: Names }>(`/v1/${PATHS[kind]}/${id}`, parametersOf(moment));
  // A dialog of the browser keeps the focus, closes with Escape, and gives the focus back.
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="drawer"
      aria-labelledby="drawer"
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="sheet">
        <div class="dtools">
          <span class="by">{say(`thing.${kind}`)}</span>
          <button type="button" aria-label={say('drawer.close')} onClick={() => dialog.current?.close()}>
            <Glyph name="no" />
          </button>
        </div>
        <h2 id="drawer" class="rec" dir="auto">
          {title}
        </h2>
        {data && (
          <ol class="moves">
            {historyOf(data.body).map((entry) => (
              <HistoryEntry key={entry.eventId} entry={entry} names={data.body.names} />
            ))}
          </ol>
        )}
        {!data &&
          (error ? (
            <Trouble error={error} retry={() => void refetch()} heading="h2" />
          ) : (
            <Loading>{say('drawer.loading')}</Loading>
          ))}
      </div>
    </dialog>
  );
};
