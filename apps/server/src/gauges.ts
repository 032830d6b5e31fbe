import type { EventStore } from '#event-store/event-store.js';
import type { LogScrubber } from '#ledger/storage/log-scrubber.js';
import { Metrics } from './telemetry/metrics.js';
import type { Parts } from './server.module.js';

type Measured = Pick<
  Parts,
  'disk' | 'follower' | 'projector' | 'index' | 'alarm' | 'clock' | 'closedTime' | 'ledger' | 'witnesses'
> &
  Readonly<{ store: EventStore; scrubber: LogScrubber }>;

/** The metrics of a service. The gauges are read when the metrics are collected. */
export const metricsOf = ({
  disk,
  store,
  follower,
  projector,
  index,
  alarm,
  scrubber,
  clock,
  closedTime,
  ledger,
  witnesses,
}: Measured): Metrics => {
  const metrics = new Metrics();
  metrics.gauge('data_dir_writable', '1 if DATA_DIR can be written, 0 if not', () =>
    disk.trouble === undefined ? 1 : 0,
  );
  metrics.gauge('record_events', 'Events in the log', () => follower.head + 1);
  metrics.gauge(
    'projection_lag_events',
    'Events in the log that are not projected yet',
    () => follower.head - projector.projected,
  );
  metrics.gauge('index_lag_events', 'Events that are not indexed yet', () => follower.head + 1 - index.size);
  metrics.gauge('log_altered', '1 once an event was found that is not what was recorded', () =>
    alarm.message === undefined ? 0 : 1,
  );
  metrics.gauge('log_scrub_passes', 'How often the background check has read the whole log', () => scrubber.passes);
  metrics.gauge(
    'log_scrub_age_seconds',
    'Seconds since the background check has last read the whole log; since the start before the first time',
    () => scrubber.age ?? process.uptime(),
  );
  metrics.counter('views_checks', 'How often views.db was compared with the log', () => projector.checks);
  metrics.counter(
    'views_differences',
    'Things in views.db that were not what the log says, and were replaced',
    () => projector.differences,
  );
  metrics.gauge(
    'clock_behind_seconds',
    'Seconds that the system clock is behind the last event',
    () => clock.behind / 1_000,
  );
  metrics.gauge('clock_jumped', '1 while nothing is recorded, since the system clock has jumped', () =>
    clock.trouble === undefined ? 0 : 1,
  );
  metrics.gauge(
    'clock_jump_seconds',
    'Seconds that the system clock is ahead of where the uptime of the machine puts it; negative: behind',
    () => clock.judge().jump / 1_000,
  );
  metrics.counter(
    'events_stamped_off',
    'Events of other instances that were stamped further off than CLOCK_SKEW_SECONDS and an append allow',
    () => closedTime.stampedOff,
  );
  metrics.gauge('ledger_entries', 'Events in the ledger', () => ledger.size);
  metrics.gauge('ledger_signed_entries', 'Events that a checkpoint on the disk covers', () => ledger.signed?.size ?? 0);
  metrics.gauge(
    'ledger_unsigned_facts',
    'Facts that no checkpoint on the disk covers',
    () => ledger.unsignedFacts.count,
  );
  metrics.gauge('ledger_oldest_unsigned_seconds', 'How long ago the oldest of them was recorded', () => {
    const { oldest } = ledger.unsignedFacts;
    return oldest === undefined ? 0 : Math.max(0, clock.at() - oldest) / 1_000;
  });
  metrics.gauge(
    'ledger_cosigned_entries',
    'Events that a cosigned checkpoint covers',
    () => ledger.cosigned?.size ?? 0,
  );
  metrics.gauge(
    'witnesses_failing',
    'Witnesses that failed to cosign in the last round',
    () => witnesses.states().filter(({ failure }) => failure !== undefined).length,
  );
  metrics.gauge(
    'witness_alarms',
    'Witnesses that have seen another version of this log, since the start',
    () => witnesses.alarms().length,
  );
  for (const name of Object.keys(store.counters()))
    metrics.gauge(`log_${name}`, `The ${name} counter of the log engine`, () => store.counters()[name] ?? 0);
  return metrics;
};
