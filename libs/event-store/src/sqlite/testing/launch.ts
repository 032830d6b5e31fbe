import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A new folder for one test file, and a function that removes it. */
export function scratch(): { folder: (name: string) => string; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-'));
  return { folder: (name) => join(root, name), remove: () => rmSync(root, { recursive: true, force: true }) };
}

export type Launched = Readonly<{
  child: ChildProcess;
  /** The lines that it prints, each a JSON text. */
  lines: AsyncIterator<string>;
  /** All lines, after it has ended successfully. */
  report: <Line>() => Promise<Line[]>;
}>;

/** Starts one of the programs of this folder as a separate process, optionally `within` another program. */
export function launch(program: string, args: readonly string[], within: readonly string[] = []): Launched {
  const script = fileURLToPath(new URL(`./${program}.js`, import.meta.url));
  const [command, ...rest] = [...within, process.execPath, script, ...args];
  const child = spawn(command!, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text) => (complaint += String(text)));
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}: ${complaint}`)),
    );
  });
  ended.catch(() => {});
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();

  const report = async <Line>() => {
    const all: Line[] = [];
    for (let next = await lines.next(); !next.done; next = await lines.next()) all.push(JSON.parse(next.value));
    await ended;
    return all;
  };
  return { child, lines, report };
}
