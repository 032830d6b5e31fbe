import { useRef, useState } from 'preact/hooks';
import { TLOG_PROOF } from '#ledger/tlog-proof.js';
import type { Check } from './check-messages.js';
import { rememberedKeys, rememberKeys } from './remembered-keys.js';

export type Fields = Readonly<Record<'keys' | 'witnesses' | 'kept' | 'event', string>>;
export type FieldName = keyof Fields;
/** What must be given for a check, in the order of the page. */
export type Lacking = Readonly<{ lacking: 'file' | 'event' | 'keys' }>;

/** What the auditor gives. `needsEvent`: the file is a tlog-proof, which does not contain its event. `changed` is called at each change. */
export const useGiven = (changed: () => void) => {
  const [file, setFile] = useState<File>();
  const [tlogProof, setTlogProof] = useState<File>();
  const [fields, setFields] = useState<Fields>(() => ({ ...rememberedKeys(), kept: '', event: '' }));
  const changes = useRef(0);
  const latest = useRef<File>();
  const change = () => {
    changes.current += 1;
    changed();
  };
  const take = (chosen: File | undefined) => {
    change();
    latest.current = chosen;
    setFile(chosen);
  };
  /** Whether it is a tlog-proof. Of a file that cannot be read, the check says so. */
  const look = async (chosen: File): Promise<boolean> => {
    const isOne = await beginsAsTlogProof(chosen).catch(() => false);
    // Another may have been chosen meanwhile.
    if (latest.current === chosen) setTlogProof(isOne ? chosen : undefined);
    return isOne;
  };
  const choose = (chosen: File | undefined) => {
    take(chosen);
    if (chosen !== undefined) void look(chosen);
  };
  const fill = (name: FieldName, text: string) => {
    change();
    setFields((now) => ({ ...now, [name]: text }));
    if (name === 'keys' || name === 'witnesses') rememberKeys({ [name]: text });
  };
  /** What is to be checked, of this file; undefined if something was changed meanwhile. */
  const settle = async (chosen: File | undefined): Promise<Check | Lacking | undefined> => {
    take(chosen);
    if (chosen === undefined) return { lacking: 'file' };
    const before = changes.current;
    const needsEvent = await look(chosen);
    if (changes.current !== before) return undefined;
    if (needsEvent && fields.event.trim() === '') return { lacking: 'event' };
    if (fields.keys.trim() === '') return { lacking: 'keys' };
    return { file: chosen, ...fields, event: needsEvent ? fields.event : '' };
  };
  const needsEvent = file !== undefined && file === tlogProof;
  return { file, needsEvent, fields, choose, fill, settle };
};

const beginsAsTlogProof = async (file: File): Promise<boolean> =>
  (await file.slice(0, TLOG_PROOF.length).text()) === TLOG_PROOF;
