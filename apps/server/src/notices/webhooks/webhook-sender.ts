import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Unavailable } from '#event-store/event-store.js';
import { NotIndexed } from '#read-models/log-index/log-index.js';
import { Problem } from '../../http/problem.js';
import { LogFollower } from '../../log/log-follower.js';
import { Metrics } from '../../telemetry/metrics.js';
import { Turns } from './turns.js';
import { WebhookList } from './webhook-list.js';
import { type Sending, WebhookStep } from './webhook-step.js';

const TICK_MS = 200;
/** What another instance has made or changed is known here after this. */
const REFRESH_MS = 30_000;
/** How long the notes, the log or its index may be of no use before it is tried again. */
const PAUSE_MS = 5_000;

/** `nextAt`: by the clock that only runs on. `seen`: what its owner asked for, and may see. `trouble`: why nothing can be sent now. */
type Running = Sending & { nextAt: number; seen: string; trouble: string | undefined };

/** Sends the messages of webhooks: of each one after the other, at least once, and of many at the same time. */
@Injectable()
export class WebhookSender implements OnModuleDestroy {
  private readonly logger = new Logger('webhooks');
  private readonly turns = new Turns<Running>();
  private readonly runs = new Set<Promise<void>>();
  private readonly timer = setInterval(() => this.tick(), TICK_MS);
  private loadedAt = -Infinity;
  private isLoading = false;
  private isStopped = false;

  constructor(
    private readonly list: WebhookList,
    private readonly steps: WebhookStep,
    private readonly follower: LogFollower,
    metrics: Metrics,
  ) {
    this.timer.unref();
    metrics.gauge(
      'webhooks_waiting',
      'Webhooks for which nothing can be sent at the moment, since the notes, the log or its index cannot be read',
      () => this.turns.values().filter(({ trouble }) => trouble !== undefined).length,
    );
  }

  /** What is being sent is cut, and sent again after the start. */
  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    this.steps.stop();
    await Promise.allSettled(this.runs);
  }

  /** A webhook was made, changed or ended here. */
  refresh(locator: string, id: string): void {
    this.loadedAt = -Infinity;
    const known = this.turns.get(locator, id);
    if (known !== undefined) known.nextAt = 0;
  }

  private tick(): void {
    if (!this.isLoading && performance.now() - this.loadedAt > REFRESH_MS) void this.load();
    this.startDue();
  }

  private startDue(): void {
    if (this.isStopped) return;
    const now = performance.now();
    for (const one of this.turns.take((each) => each.nextAt <= now && this.isBehind(each))) {
      const run = this.run(one).finally(() => {
        this.runs.delete(run);
        this.turns.done(one);
        this.startDue();
      });
      this.runs.add(run);
    }
  }

  private isBehind({ place }: Running): boolean {
    return place === undefined || place.isBegun || place.place.upTo < this.follower.head;
  }

  private async load(): Promise<void> {
    this.isLoading = true;
    this.loadedAt = performance.now();
    try {
      const { found, failed } = await this.list.read((owner) => this.warn(owner));
      for (const { locator, id, seen } of found.values()) {
        const known = this.turns.get(locator, id);
        if (known === undefined)
          this.turns.add({ locator, id, seen, nextAt: 0, token: undefined, place: undefined, trouble: undefined });
        // It may have another address now, and its owner may be back.
        else if (known.seen !== seen) Object.assign(known, { seen, nextAt: 0 });
      }
      this.turns.keepOnly(({ locator, id }) => failed.has(locator) || found.has(`${locator} ${id}`));
    } catch (error) {
      // Where no webhook is known, that the log cannot be reached is told by others.
      if (!this.isStopped && this.turns.values().length > 0) this.warn(error);
    } finally {
      this.isLoading = false;
    }
  }

  private async run(one: Running): Promise<void> {
    try {
      const wait = await this.steps.take(one);
      one.nextAt = performance.now() + wait;
      one.trouble = undefined;
    } catch (error) {
      if (this.isStopped) return;
      one.nextAt = performance.now() + PAUSE_MS;
      one.trouble = this.warn(error);
    }
  }

  private warn(error: unknown): string {
    const isKnown = error instanceof Unavailable || error instanceof NotIndexed || error instanceof Problem;
    const why = error instanceof Error ? error.message : String(error);
    if (isKnown) this.logger.warn(`Webhooks wait, since their notes, the log or its index cannot be used: ${why}`);
    else this.logger.error(error);
    return why;
  }
}
