import { Clock } from '../../log/clock.js';
import type { LogFollower } from '../../log/log-follower.js';
import type { Views } from '../../log/views.js';
import type { LogReader } from '../log-reader.js';
import { Markings } from '../markings.js';
import type { Replays } from '../replays.js';
import { Snapshots } from '../snapshots.js';

type Parts = Readonly<{
  head: number;
  markings?: Markings;
  projector?: object;
  views?: object;
  replays?: object;
  log?: object;
}>;

/** Snapshots of what a spec plays; whatever it leaves out is not needed. `head`: the last ordinal of the log. */
export const snapshotsOf = ({ head, markings = new Markings(), projector, views, replays, log }: Parts): Snapshots =>
  new Snapshots(
    markings,
    projector as never,
    views as Views,
    replays as Replays,
    { head } as LogFollower,
    new Clock(),
    log as LogReader,
  );
