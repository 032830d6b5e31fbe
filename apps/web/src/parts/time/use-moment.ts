import { useCallback, useState } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { type Axis, type Moment, momentIn, onAxis, withMoment } from '../../model/moment.js';

export type MomentControl = Readonly<{
  /** Undefined: now. */
  moment: Moment | undefined;
  axis: Axis;
  isWrong: boolean;
  /** Shows a moment while the hand is moved. */
  show: (moment: Moment | undefined) => void;
  /** Shows a moment, and writes it in the address. */
  settle: (moment: Moment | undefined) => void;
  chooseAxis: (axis: Axis) => void;
}>;

/** The moment that is shown. The address holds it, so a link is a moment. */
export const useMoment = (): MomentControl => {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const addressed = momentIn(search);
  const [shown, setShown] = useState<Readonly<{ moment: Moment | undefined }>>();
  const [axisNow, setAxisNow] = useState<Axis>(addressed.moment?.axis ?? 'happenedBy');
  const moment = shown === undefined ? addressed.moment : shown.moment;
  const show = useCallback((next: Moment | undefined) => setShown({ moment: next }), []);
  const settle = useCallback(
    (next: Moment | undefined) => {
      setShown(undefined);
      const parameters = withMoment(search, next);
      navigate(parameters === '' ? path : `${path}?${parameters}`);
    },
    [path, search, navigate],
  );
  const chooseAxis = (axis: Axis) => {
    setAxisNow(axis);
    if (moment !== undefined) settle(onAxis(moment, axis));
  };
  return { moment, axis: moment?.axis ?? axisNow, isWrong: addressed.isWrong, show, settle, chooseAxis };
};
