import type { EventStore } from '#event-store/event-store.js';
import { Metrics } from './telemetry/metrics.js';
import type { Parts } from './server.module.js';

type Measured = Pick<Parts, 'follower' | 'projector' | 'sights' | 'clock' | 'ledger' | 'witnesses'> &
  Readonly<{ store: EventStore }>;

/** The figures of the parts of a service, each asked when it is read. */
export const metricsOf = ({ store, follower, projector, sights, clock, ledger, witnesses }: Measured): Metrics => {
  const metrics = new Metrics();
  metrics.gauge('record_events', 'Events in the log', () => follower.head + 1);
  metrics.gauge(
    'projection_lag_events',
    'Events that the views do not have yet',
    () => follower.head - projector.projected,
  );
  metrics.gauge(
    'clock_behind_seconds',
    'How far the clock of the machine is behind what was recorded',
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
    'Witnesses that did not cosign in the last round',
    () => witnesses.states().filter(({ failure }) => failure !== undefined).length,
  );
  for (const name of Object.keys(store.counters()))
    metrics.gauge(`log_${name}`, `The log engine's ${name}`, () => store.counters()[name] ?? 0);
  return metrics;
};
