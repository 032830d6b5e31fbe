import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Marking } from '../model/marking.js';
import type { Moment } from '../model/moment.js';
import { MarkingLine } from './marking-line.js';
import type { Shown } from './paper/sheets.js';

type Props = Readonly<{
  /** That of the most sensitive thing that is shown. */
  marking: Marking | undefined;
  moment?: Moment | undefined;
  /** When the service answered. */
  heardAt: Date | undefined;
  children: ComponentChildren;
}>;

/** What a screen shows, with its marking above and below. On paper, both stand on each sheet, with the moment that is shown. */
export const Marked = ({ marking, moment, heardAt, children }: Props) => {
  const Sheets = useSheets();
  return (
    <main id="main" tabIndex={-1} class={marking && 'marked'}>
      {marking && <MarkingLine marking={marking}>{Sheets && <Sheets moment={moment} heardAt={heardAt} />}</MarkingLine>}
      {children}
      {marking && <MarkingLine marking={marking} />}
    </main>
  );
};

/** Nobody prints before the first view. Without a line they come with the next one. */
const useSheets = (): ComponentType<Shown> | undefined => {
  const [Sheets, set] = useState<ComponentType<Shown>>();
  useEffect(() => {
    const load = (): void => {
      import('./paper/sheets.js').then(
        ({ Sheets }) => set(() => Sheets),
        () => addEventListener('online', load, { once: true }),
      );
    };
    load();
  }, []);
  return Sheets;
};
