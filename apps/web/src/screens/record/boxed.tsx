import { useEffect, useState } from 'preact/hooks';
import { Refused, Unreachable } from '../../api/answer.js';
import { useAnswer } from '../../api/queries.js';
import type { Me } from '../../types/types.gen.js';
import { RecordScreen } from './record-screen.js';
import { useBox } from './use-box.js';

/** How long a line that hangs is waited for, before what was kept on the device is opened. */
const HANGING_MS = 3_000;
/** Until it is known who records, nothing can be sent: it is asked again and again. */
const AGAIN_MS = 5_000;

/** The form with the box of who records. Another recorder gets a new form: nothing of one is shown to the other. */
export const Boxed = ({ id }: Readonly<{ id: string }>) => {
  const [isAsking, setAsking] = useState(true);
  const { data, error } = useAnswer<Me>('/v1/me', '', isAsking ? { refetchInterval: AGAIN_MS } : {});
  useEffect(() => setAsking(data === undefined), [data]);
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), HANGING_MS);
    return () => clearTimeout(timer);
  }, []);
  const cannotAsk = error instanceof Unreachable || (error instanceof Refused && error.problem.status === 401);
  const { box, turn } = useBox(data?.body, cannotAsk || (isLate && data === undefined));
  return <RecordScreen key={turn} id={id} me={data?.body} box={box} />;
};
