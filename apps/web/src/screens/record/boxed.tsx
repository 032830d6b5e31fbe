import { useEffect, useState } from 'preact/hooks';
import { Refused, Unreachable } from '../../api/answer.js';
import { hasLoggedIn } from '../../api/ask.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { Loading } from '../../parts/loading.js';
import type { Me, PublicConfig } from '../../types/types.gen.js';
import { RecordScreen } from './record-screen.js';
import { Gone } from './gone.js';
import { useBox } from './use-box.js';
import { WhoRecords } from './who-records.js';

/** How long a line that hangs is waited for, before what was kept on the device is opened. */
const HANGING_MS = 3_000;
/** Until it is known who records, nothing can be sent: it is asked again and again. */
const AGAIN_MS = 5_000;

/** The form, until what is kept of its recorder is deleted: then it must keep nothing any more. */
export const Boxed = ({ id }: Readonly<{ id: string }>) => {
  const [isGone, setGone] = useState(false);
  return isGone ? <Gone /> : <Opened id={id} onGone={() => setGone(true)} />;
};

/** The form with the box of who records. Another recorder gets a new form: nothing of one is shown to the other. */
const Opened = ({ id, onGone }: Readonly<{ id: string; onGone: () => void }>) => {
  const { say } = useMessages();
  const [isAsking, setAsking] = useState(true);
  const { data, error } = useAnswer<Me>('/v1/me', '', isAsking ? { refetchInterval: AGAIN_MS } : {});
  useEffect(() => setAsking(data === undefined), [data]);
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), HANGING_MS);
    return () => clearTimeout(timer);
  }, []);
  const cannotAsk = error instanceof Unreachable || (error instanceof Refused && error.problem.status === 401);
  const config = useAnswer<PublicConfig>('/v1/config').data?.body;
  const {
    box,
    turn,
    asked,
    config: keptConfig,
    choose,
  } = useBox(id, data?.body, config, cannotAsk || (isLate && data === undefined));
  if (asked !== undefined) return <WhoRecords recorders={asked} choose={choose} />;
  // Nothing is typed before it may turn out that somebody has to say who they are.
  if (box === undefined && !hasLoggedIn() && config?.login !== null)
    return (
      <main id="main">
        <Loading>{say('board.loading')}</Loading>
      </main>
    );
  const settings = { config, keptConfig };
  return <RecordScreen key={turn} id={id} me={data?.body} box={box} {...settings} onGone={onGone} />;
};
