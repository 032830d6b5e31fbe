import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '#ledger/audit/testing/sample.js';
import { settingsFor } from '../../test/support/engine.js';
import { record, wholeLog, wrongIn } from './simulated-recorder.js';
import { Instance, RECOVERY_MS, wrongAmong, wrongViews } from './instance.js';
import { LogServer } from './log-server.js';
import type { Messenger } from './messenger.js';

/** Two instances of the service on one log, whose server is a process of its own. */
export class Office {
  private constructor(
    readonly root: string,
    readonly server: LogServer,
    readonly instances: readonly [Instance, Instance],
  ) {}

  /** A negotiation that everybody records on. */
  shared!: string;
  private begun = 0;

  static async open(random: Random): Promise<Office> {
    const root = mkdtempSync(join(tmpdir(), 'rapporteur-office-'));
    const server = await LogServer.start(join(root, 'log'), random);
    const settings = settingsFor(server.url);
    const [one, other] = ['one', 'other'].map((name) => new Instance(name, join(root, name), settings)) as [
      Instance,
      Instance,
    ];
    await Promise.all([one.start(), other.start()]);
    const office = new Office(root, server, [one, other]);
    await office.shareAnother();
    return office;
  }

  /** @throws where it is not recorded: without it nobody would contend */
  async shareAnother(): Promise<void> {
    const title = `shared ${++this.begun}`;
    for (const until = performance.now() + RECOVERY_MS; ; await sleep(50)) {
      const answer = await record(this.instances[0].url, { word: title, path: '/v1/negotiations', body: { title } });
      const receipt = (await answer.json()) as { id: string };
      if (answer.status === 201) return void (this.shared = receipt.id);
      if (answer.status !== 503 || performance.now() > until)
        throw new Error(`${title} is answered ${answer.status} ${JSON.stringify(receipt)}`);
    }
  }

  /** Once nobody records any more: what is wrong with the log, as those know who wrote it, and with what each tells of it. */
  async wrong(writers: readonly Pick<Messenger, 'acknowledged'>[]): Promise<readonly string[]> {
    const wrong = [...(await wrongAmong(this.instances))];
    for (const instance of this.instances) {
      const { code, output } = await instance.stop();
      if (code !== 0) wrong.push(`instance ${instance.name} ended with ${code}: ${output}`);
    }
    const log = await this.log();
    return [...wrong, ...wrongIn(log, writers), ...wrongViews(this.instances, log)];
  }

  log() {
    return wholeLog(join(this.root, 'reader'), this.server.firstNode);
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.filter(({ isRunning }) => isRunning).map((one) => one.stop('SIGKILL')));
    await this.server.stop();
    rmSync(this.root, { recursive: true });
  }
}
