import type { Check } from './check-messages.js';
import { COMMAND } from './command.js';

/** What the report is about, in English as the report: it may lie beside those of the command line. */
const headOf = ({ file, keys, witnesses, kept }: Check, at: string): string =>
  [
    `Checked at ${at} in a browser, with the page of ${location.origin}.`,
    `The page comes from that service: against it, only ${COMMAND} from a place that you trust proves something.`,
    `File: ${file.size} bytes.`,
    ...linesOf(keys).map((key) => `Key of the log: ${key}`),
    ...linesOf(witnesses).map((key) => `Key of a witness: ${key}`),
    ...(kept.trim() === '' ? [] : ['Checkpoint that was kept:', ...linesOf(kept).map((line) => `  ${line}`)]),
    '',
    '',
  ].join('\n');

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

/** Saves the report as a text file. */
export const saveReport = (report: string, of: Check, at: string) => {
  const address = URL.createObjectURL(new Blob([headOf(of, at) + report], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${of.file.name}.report.txt`;
  link.click();
  // The browser has begun to save it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};
