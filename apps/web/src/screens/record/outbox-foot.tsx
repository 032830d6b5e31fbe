import { useEffect, useState } from 'preact/hooks';
import { useRecordTexts } from '../../messages/record-texts.js';
import type { Box } from '../../outbox/box.js';
import { useShell } from './use-shell.js';
import { unsentIn, wipe } from '../../outbox/wipe.js';

type Props = Readonly<{ box: Box | undefined; areNamesKept: boolean; isWaiting: boolean; onGone: () => void }>;

/** How far what is kept can be relied on, and how nothing of it is left: with a login, after it has ended, and without a line. */
export const OutboxFoot = ({ box, areNamesKept, isWaiting, onGone }: Props) => {
  const tell = useRecordTexts();
  const [mayBeDeleted, setMayBeDeleted] = useState(false);
  const isShellKept = useShell();
  const isLasting = box?.isLasting === true;
  useEffect(() => {
    if (!isLasting || !isWaiting) return;
    // Some browsers ask their user, so it is asked for only once there is something to lose.
    navigator.storage.persist().then(
      (isPersisted) => setMayBeDeleted(!isPersisted),
      () => setMayBeDeleted(true),
    );
  }, [isLasting, isWaiting]);
  if (box === undefined) return null;
  if (!box.isLasting) return <p class="dim small">{tell('outbox.notLasting')}</p>;
  const leaveNothing = async () => {
    const lost = await unsentIn(box);
    if (!confirm(tell('outbox.leaveNothingLoses', { count: lost }))) return;
    await wipe(box);
    onGone();
  };
  return (
    <p class="dim small">
      {areNamesKept && isShellKept && `${tell('outbox.opensOffline')} `}
      {isWaiting && mayBeDeleted && `${tell('outbox.mayBeDeleted')} `}
      <button
        type="button"
        class="plain"
        onClick={() => void leaveNothing().catch((error: Error) => alert(error.message))}
      >
        {tell('outbox.leaveNothing')}
      </button>
    </p>
  );
};
