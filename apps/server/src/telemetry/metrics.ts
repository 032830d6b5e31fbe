import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of a service, for Prometheus. Each service has its own registry, so that two in one process do not mix. */
export class Metrics {
  readonly registry = new Registry();

  readonly appends = new Counter({
    name: 'rapporteur_appends_total',
    help: 'Facts recorded',
    registers: [this.registry],
  });
  readonly conflicts = new Counter({
    name: 'rapporteur_append_conflicts_total',
    help: 'Appends that were retried because of a concurrent write to the same stream',
    registers: [this.registry],
  });
  readonly appendSeconds = new Histogram({
    name: 'rapporteur_append_seconds',
    help: 'Duration of appends, in seconds, until they are durable',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [this.registry],
  });

  readonly dropped = new Counter({
    name: 'rapporteur_connections_dropped_total',
    help: 'Connections dropped because of a limit: MAX_CONNECTIONS or MAX_CONNECTIONS_PER_ADDRESS',
    labelNames: ['limit'],
    registers: [this.registry],
  });
  readonly refused = new Counter({
    name: 'rapporteur_requests_refused_total',
    help: 'Requests that were answered with an error, by status',
    labelNames: ['status'],
    registers: [this.registry],
  });

  readonly streamsEnded = new Counter({
    name: 'rapporteur_notice_streams_ended_total',
    help: 'Streams of notices that have ended, by reason',
    labelNames: ['reason'],
    registers: [this.registry],
  });

  readonly webhookMessages = new Counter({
    name: 'rapporteur_webhook_messages_total',
    help: 'Messages of webhooks that were sent, by outcome: delivered or failed',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  constructor() {
    for (const outcome of ['delivered', 'failed']) this.webhookMessages.inc({ outcome }, 0);
    for (const limit of ['MAX_CONNECTIONS', 'MAX_CONNECTIONS_PER_ADDRESS']) this.dropped.inc({ limit }, 0);
    collectDefaultMetrics({ register: this.registry });
  }

  /** A counter whose value is read when the metrics are collected. */
  counter(name: string, help: string, value: () => number) {
    return new Counter({
      name: `rapporteur_${name}_total`,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }

  /** `value` is called whenever the metrics are collected. */
  gauge(name: string, help: string, value: () => number) {
    return new Gauge({
      name: `rapporteur_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }
}
