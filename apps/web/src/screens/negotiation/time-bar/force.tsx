import type { Board } from '../../../types/types.gen.js';
import { useMessages } from '../../../messages/use-messages.js';
import type { MeasureRow } from '../../../model/measure-rows.js';
import type { Scale } from '../../../model/scale.js';
import type { Opened } from '../../../parts/drawer/opened.js';
import { Bars } from './bars.js';
import { MeetingLane } from './meeting-lane.js';
import { Since, StateCell } from './state-cell.js';

type Props = Readonly<{
  rows: readonly MeasureRow[];
  parties: Board['parties']['items'];
  board: Board;
  scale: Scale;
  day: string;
  open: (opened: Opened) => void;
}>;

/** What is in force for whom: a bar over time for each history, and how it stands on the day. */
export const Force = ({ rows, parties, board, scale, day, open }: Props) => {
  const { say } = useMessages();
  const names = parties.map(({ shortName, name }) => shortName ?? name);
  return (
    <table class="force">
      <caption class="vh">{say('measures.caption')}</caption>
      <colgroup>
        <col class="c1" />
        <col />
        <col class="c3" />
        {names.slice(1).map((name) => (
          <col key={name} class="c4" />
        ))}
        <col class="c5" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{say('meetings.lane')}</th>
          <td>
            <MeetingLane board={board} scale={scale} day={day} />
          </td>
          {names.length === 0 && <th scope="col">{say('measures.status')}</th>}
          {names.map((name) => (
            <th key={name} scope="col">
              {say('measures.for', { party: name })}
            </th>
          ))}
          <th scope="col">{say('measures.since')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.citation}>
            <th scope="row">
              <div class="cited">
                <button
                  type="button"
                  class="named"
                  onClick={() => open({ kind: 'measure', id: row.measureId, title: row.citation })}
                >
                  <bdi>{row.citation}</bdi>
                </button>
                <span class="dim" dir="auto" title={row.title}>
                  {row.title}
                </span>
              </div>
            </th>
            <td>
              <Bars row={row} />
            </td>
            {row.states.map((state, n) => (
              <StateCell key={n} state={state} isEasing={row.isEasing} party={names[n] ?? ''} />
            ))}
            <Since row={row} />
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <th scope="row">
              <span class="dim">{say('measures.none')}</span>
            </th>
          </tr>
        )}
      </tbody>
    </table>
  );
};
