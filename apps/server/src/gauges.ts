import type { EventStore } from '#event-store/event-store.js';
import { Metrics } from './telemetry/metrics.js';
import type { Parts } from './server.module.js';

type Measured = Pick<Parts, 'follower' | 'projector' | 'sights' | 'clock' | 'ledger' | 'witnesses'> &
  Readonly<{ store: EventStore }>;

/** The metrics of a service. The gauges are read when the metrics are collected. */
export const metricsOf = ({ store, follower, projector, sights, clock, ledger, witnesses }: Measured): Metrics => {
  const metrics = new Metrics();
  metrics.gauge('record_events', 'Events in the log', () => follower.head + 1);
  metrics.gauge(
    'projection_lag_events',
    'Events in the log that are not projected yet',
    () => follower.head - projector.projected,
  );
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
  metrics.gauge('sights', 'Clearances that have views of their own now', () => sights.size);
  metrics.gauge('sights_lag_events', 'Events that the slowest of them does not have yet', () =>
    sights.behind(follower.head),
  );
  metrics.gauge('ledger_entries', 'Events in the ledger', () => ledger.size);
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
  for (const name of Object.keys(store.counters()))
    metrics.gauge(`log_${name}`, `The ${name} counter of the log engine`, () => store.counters()[name] ?? 0);
  return metrics;
};
