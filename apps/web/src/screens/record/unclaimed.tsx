import { useEffect, useState } from 'preact/hooks';
import { useRecordTexts } from '../../messages/record-texts.js';
import { type Box, NOBODY } from '../../outbox/box.js';
import { moveAll, unclaimedBox } from '../../outbox/boxes.js';
import { tellWindows } from '../../outbox/outbox-news.js';
import { unsentIn } from '../../outbox/wipe.js';

type Props = Readonly<{ box: Box; send: () => void; failed: () => void }>;

/** What was recorded on this device by somebody who could not log in: theirs who says so. What it says is shown after that. */
export const Unclaimed = ({ box, send, failed }: Props) => {
  const tell = useRecordTexts();
  const [found, setFound] = useState<Readonly<{ box: Box; count: number }>>();
  useEffect(() => {
    if (box.owner === NOBODY) return;
    void (async () => {
      const unclaimed = await unclaimedBox();
      if (unclaimed !== undefined) setFound({ box: unclaimed, count: await unsentIn(unclaimed) });
    })().catch(failed);
  }, [box]);
  if (found === undefined || found.count === 0) return null;
  const takeOver = async () => {
    await moveAll(found.box, box);
    setFound(undefined);
    tellWindows(box, 'changed');
    send();
  };
  return (
    <p class="wait act">
      {tell('outbox.unclaimed', { count: found.count })}{' '}
      <button type="button" class="plain" onClick={() => void takeOver().catch(failed)}>
        {tell('outbox.claim')}
      </button>
      <button type="button" class="plain" onClick={() => setFound(undefined)}>
        {tell('outbox.notMine')}
      </button>
    </p>
  );
};
