import { useEffect, useState } from 'preact/hooks';
import { useRecordTexts } from '../../messages/record-texts.js';
import { type Box, isNobody } from '../../outbox/box.js';
import { moveAll, nobodyHere, unclaimedBoxes } from '../../outbox/boxes.js';
import { tellWindows } from '../../outbox/outbox-news.js';
import { unsentIn } from '../../outbox/wipe.js';

type Props = Readonly<{ box: Box; send: () => void; failed: () => void }>;
type Found = Readonly<{ box: Box; count: number }>;

/**
 * What was recorded on this device by somebody who could not log in: theirs who says so, window by window. What it says is shown after that.
 */
export const Unclaimed = ({ box, send, failed }: Props) => {
  const tell = useRecordTexts();
  const [all, setAll] = useState<readonly Found[]>([]);
  useEffect(() => {
    if (isNobody(box.owner)) return;
    void (async () => {
      const counted = (await unclaimedBoxes()).map(async (one) => ({ box: one, count: await unsentIn(one) }));
      const found = await Promise.all(counted);
      // In that of this window, something may still be written.
      const here = await nobodyHere();
      const empty = found.filter(({ box: one, count }) => count === 0 && one.owner !== here);
      await Promise.all(empty.map((one) => one.box.wipe()));
      setAll(found.filter(({ count }) => count > 0));
    })().catch(failed);
  }, [box]);
  const leaveOut = (found: Found) => setAll((now) => now.filter((one) => one !== found));
  const takeOver = async (found: Found) => {
    await moveAll(found.box, box);
    leaveOut(found);
    tellWindows(box, 'changed');
    send();
    // What cannot be read any more cannot be taken over, either.
    if ((await unsentIn(found.box)) === 0) await found.box.wipe();
  };
  return (
    <>
      {all.map((found) => (
        <p key={found.box.owner} class="wait act">
          {tell('outbox.unclaimed', { count: found.count })}{' '}
          <button type="button" class="plain" onClick={() => void takeOver(found).catch(failed)}>
            {tell('outbox.claim')}
          </button>
          <button type="button" class="plain" onClick={() => leaveOut(found)}>
            {tell('outbox.notMine')}
          </button>
        </p>
      ))}
    </>
  );
};
