import { isMarkingType } from '#domain/record-marked.js';
import type { StoredEvent } from '#event-store/event-store.js';
import type { SoundLog } from '#ledger/storage/checked-log.js';
import { type Found, LogIndex } from '#read-models/log-index/log-index.js';
import { removePlayheads, Replayer } from '#read-models/replay/replayer.js';
import { Grants } from '../access/grants.js';
import { ClosedTime } from '../log/closed-time.js';
import { guardStreams } from '../log/guard-streams.js';
import { LogFollower } from '../log/log-follower.js';
import { OwnEvents } from '../log/own-events.js';
import { StartCheck } from '../log/start-check.js';
import type { TamperAlarm } from '../log/tamper-alarm.js';
import { Markings, negotiationMarkedIn } from '../query/markings.js';
import { Replays } from '../query/replays.js';
import { logStampedOff } from './keep-looking.js';
import type { OpenLedger } from './open-ledger.js';
import type { Opening } from './opening.js';
import { watchIdKeys } from './watch-id-keys.js';

/** What knows of each event as it comes. */
export type FollowedLog = Readonly<{
  own: OwnEvents;
  index: LogIndex;
  startCheck: StartCheck;
  follower: LogFollower;
  closedTime: ClosedTime;
  replays: Replays;
  markings: Markings;
  grants: Grants;
}>;

/**
 * Follows the log from the end of what was read at the start.
 * @param isIndexed called whenever the index has more of the log
 */
export const followLog = async (
  { config, logConfig, store, logger, faults, log, closing, onFailure }: Opening,
  { ledger, clock, alarm, idKeys }: OpenLedger,
  { summary, isWhole }: SoundLog,
  isIndexed: () => void,
): Promise<FollowedLog> => {
  const own = new OwnEvents(store);
  const index = new LogIndex({
    ...logConfig,
    ladder: config.ladder,
    total: () => ledger.size,
    leafAt: (ordinal) => ledger.leaf(ordinal),
    isCheck: !isWhole,
    onFound: (found) => void raise(alarm, found),
    log,
  });
  const startCheck = new StartCheck(index, isWhole ? -1 : ledger.size - 1);
  closing.push(() => index.close());
  // What answers first comes first: a long log is indexed once the service listens.
  if (startCheck.isDone) index.start();
  removePlayheads(config.dataDir);

  const end = { ordinal: ledger.size - 1, position: summary.last?.position ?? null };
  const isForeign = (event: StoredEvent, ordinal: number) => {
    const isOwn = own.take(event);
    if (!isOwn && !store.isShared) {
      const { stream, revision, id } = event;
      alarm.foreign({ ordinal, stream, revision, id });
      return true;
    }
    closedTime.hear(event, isOwn);
    return false;
  };
  const follower: LogFollower = new LogFollower(store, index, end, isForeign, (cut) => void alarm.cut(cut));
  guardStreams(store, follower, alarm);
  const closedTime = new ClosedTime({
    store,
    own,
    follower,
    clock,
    skewMs: config.clockSkew * 1_000,
    time: summary.time,
    onStampedOff: (event) => logStampedOff(event, faults),
  });
  const replayMemory = config.replayMemory * 1024 * 1024;
  const replays = new Replays(index, new Replayer(logConfig), replayMemory, log, alarm, config.ladder);
  closing.push(() => replays.close());
  const markings = new Markings();
  follower.onEvent((event, ordinal) => {
    ledger.add(event, ordinal);
    if (!isMarkingType(event.type)) return;
    const negotiationId = negotiationMarkedIn(event);
    markings.hear(negotiationId, ordinal);
    replays.forget(negotiationId);
  });
  const grants = new Grants();
  for (const event of summary.collected) grants.apply(event);
  follower.onEvent((event) => grants.apply(event));
  follower.onEvent((event) => clock.observe(event));
  follower.onEvent(watchIdKeys(idKeys, logger));
  closing.push(() => follower.stop());
  follower.onEvent(() => index.compare());
  index.onIndexed((ordinal) => {
    isIndexed();
    follower.indexed(ordinal);
  });
  await follower.follow((reason) => onFailure(reason instanceof Error ? reason : new Error(String(reason))));
  return { own, index, startCheck, follower, closedTime, replays, markings, grants };
};

const raise = (alarm: TamperAlarm, found: Found) => {
  if ('altered' in found) return alarm.altered(found.altered);
  return 'cut' in found ? alarm.cut(found.cut) : alarm.damaged(found.damaged);
};
