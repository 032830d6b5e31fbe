import { sha256Hex, toUtf8 } from '#ledger/primitives.js';
import { saveText } from '../../parts/save-text.js';
import type { Check, Checked } from './check-messages.js';
import { COMMAND } from './command.js';
import { noteIn } from './kept.js';

/** What the report is about, in English as the report: it may lie beside those of the command line. */
const headOf = ({ read, sha256 }: Checked, { file, event, keys, witnesses, kept }: Check, at: string): string =>
  [
    `Checked at ${at} in a browser, with the page of ${location.origin}.`,
    `The page comes from that service: against it, only ${COMMAND} from a place that you trust proves something.`,
    `File: ${file.size} bytes.`,
    // A check ends where nothing more can be read.
    `SHA-256 of ${read === file.size ? 'the file' : `its first ${read} bytes, after which the check ended`}: ${sha256}`,
    ...(event === '' ? [] : [`SHA-256 of the text with the event: ${sha256Hex(toUtf8(event))}`]),
    ...linesOf(keys).map((key) => `Key of the log: ${key}`),
    ...linesOf(witnesses).map((key) => `Key of a witness: ${key}`),
    '',
    ...(noteIn(kept) === undefined ? [] : ['Checkpoint that was kept:', '', noteIn(kept)]),
    '',
  ].join('\n');

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

/** Saves the report as a text file. */
export const saveReport = (checked: Checked, of: Check, at: string) =>
  saveText(`${of.file.name}.report.txt`, headOf(checked, of, at) + checked.report);
