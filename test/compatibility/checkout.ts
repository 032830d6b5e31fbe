import { join } from 'node:path';
import { run } from '../support/cli.js';
import { EMBEDDED } from '../support/engine.js';
import type { Issuer } from '../support/issuer.js';
import type { Process } from '../support/process.js';
import { serve } from './served.js';

/** A built checkout of any version, and the data folder that it works on. */
export class Checkout {
  constructor(
    private readonly folder: string,
    readonly dataDir: string,
  ) {}

  example(name: string): string {
    return join(this.folder, 'examples', name);
  }

  /** Runs its command line. @throws if that fails */
  async rapporteur(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
    const main = join(this.folder, 'dist', 'bin', 'rapporteur.js');
    const ran = await run([process.execPath, main, ...words], { env: { ...process.env, ...EMBEDDED, ...env } });
    if (ran.code !== 0) throw new Error(`rapporteur ${words.join(' ')}: ${ran.err}${ran.out}`);
  }

  /** Starts its service, with a login if there is an issuer. */
  serve(at: string, issuer?: Issuer): Promise<Process> {
    const program = join(this.folder, 'dist', 'bin', 'service.js');
    return serve({ dataDir: this.dataDir, at, program, ...(issuer && { issuer }) });
  }
}
