import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { settingsFor } from '../../test/support/engine.js';
import { record, wholeLog, wrongIn } from './simulated-recorder.js';
import { reservePort, type ReservedPort } from '../../test/support/ports.js';
import { Instance, RECOVERY_MS, wrongAmong, wrongViews } from './instance.js';
import { LogServer } from './log-server.js';
import type { RetryingRecorder } from './retrying-recorder.js';

/** Two instances of the service on one log, each at a fixed address. The log server is a process of its own. */
export class InstancePair {
  private constructor(
    readonly root: string,
    readonly server: LogServer,
    readonly instances: readonly [Instance, Instance],
    private readonly ports: readonly ReservedPort[],
  ) {}

  /** The negotiation that all clients record on. */
  shared!: string;
  private opened = 0;

  static async open(env: Readonly<Record<string, string>> = {}): Promise<InstancePair> {
    const root = mkdtempSync(join(tmpdir(), 'rapporteur-pair-'));
    const server = await LogServer.start(join(root, 'log'));
    const settings = settingsFor(server.url);
    const ports = [await reservePort(), await reservePort()] as const;
    const instanceAt = (name: string, { port }: ReservedPort) =>
      new Instance(name, join(root, name), { ...settings, ...env, PORT: String(port) });
    const [one, other] = [instanceAt('one', ports[0]), instanceAt('other', ports[1])];
    await Promise.all([one.start(), other.start()]);
    const pair = new InstancePair(root, server, [one, other], ports);
    await pair.shareAnother();
    return pair;
  }

  /** Opens another shared negotiation. @throws Error if that fails: without it, there would be no contention */
  async shareAnother(): Promise<void> {
    const title = `shared ${++this.opened}`;
    for (const until = performance.now() + RECOVERY_MS; ; await sleep(50)) {
      const answer = await record(this.instances[0].url, { word: title, path: '/v1/negotiations', body: { title } });
      const receipt = (await answer.json()) as { id: string };
      if (answer.status === 201) return void (this.shared = receipt.id);
      if (answer.status !== 503 || performance.now() > until)
        throw new Error(`${title} is answered ${answer.status} ${JSON.stringify(receipt)}`);
    }
  }

  /**
   * Stops both, after all recording is done.
   * @returns what is wrong with the log, compared with what its writers know and each instance reports
   */
  async wrong(writers: readonly Pick<RetryingRecorder, 'acknowledged'>[]): Promise<readonly string[]> {
    const recorded = (await this.log()).length;
    const wrong = [...(await wrongAmong(this.instances, recorded))];
    for (const instance of this.instances) {
      const { code, output } = await instance.stop();
      if (code !== 0) wrong.push(`instance ${instance.name} ended with ${code}: ${output}`);
    }
    const log = await this.log();
    return [...wrong, ...wrongIn(log, writers), ...wrongViews(this.instances, log)];
  }

  log() {
    return wholeLog(join(this.root, 'reader'), { EVENTSTOREDB_URL: this.server.firstNode });
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.filter(({ isRunning }) => isRunning).map((one) => one.stop('SIGKILL')));
    await this.server.stop();
    for (const { release } of this.ports) release();
    rmSync(this.root, { recursive: true });
  }
}
