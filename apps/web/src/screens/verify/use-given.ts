import { useState } from 'preact/hooks';
import { TLOG_PROOF } from '#ledger/tlog-proof.js';
import type { Check } from './check-messages.js';

export type Fields = Readonly<Record<'keys' | 'witnesses' | 'kept' | 'event', string>>;
export type FieldName = keyof Fields;

/** What the auditor gives. `needsEvent`: the file is a tlog-proof, which does not contain its event. */
export const useGiven = () => {
  const [file, setFile] = useState<File>();
  const [needsEvent, setNeedsEvent] = useState(false);
  const [fields, setFields] = useState<Fields>({ keys: '', witnesses: '', kept: '', event: '' });
  const choose = (chosen: File) => {
    setFile(chosen);
    setNeedsEvent(false);
    // Of a file that cannot be read, the check says so.
    void beginsAsTlogProof(chosen).then(setNeedsEvent, () => {});
  };
  const fill = (name: FieldName, text: string) => setFields((now) => ({ ...now, [name]: text }));
  const check: Check | undefined = file && { file, ...fields, event: needsEvent ? fields.event : '' };
  return { file, needsEvent, fields, choose, fill, check };
};

const beginsAsTlogProof = async (file: File): Promise<boolean> =>
  (await file.slice(0, TLOG_PROOF.length).text()) === TLOG_PROOF;
