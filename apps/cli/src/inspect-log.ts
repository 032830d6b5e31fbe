import { resolve } from 'node:path';
import { type LogFiles, NotALog, NotText } from '#event-store/engine.js';
import { Unreadable } from '#ledger/audit/finding.js';
import type { Logged } from '#ledger/audit/write-audit.js';

/** The events of a log file, for the verifier. An error of the file itself is a finding too. */
export function* inspectLog(
  inspect: LogFiles['inspect'],
  file: string,
  onEvent: (count: number) => void = () => {},
): Generator<Logged, void, void> {
  let count = 0;
  try {
    for (const event of inspect(resolve(file))) {
      yield event;
      onEvent((count += 1));
    }
  } catch (error) {
    if (!(error instanceof NotALog)) throw error;
    const place = error instanceof NotText ? { index: error.index } : {};
    throw new Unreadable({ code: 'log-unreadable', because: error.message, ...place });
  }
}
