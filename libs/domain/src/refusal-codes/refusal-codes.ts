import { CORRECTION_CODES } from './corrections.js';
import { FACT_CODES } from './facts.js';
import { KIND_CODES } from './kinds.js';

/** Every code with which the rules of the record refuse a command. */
export const REFUSAL_CODES = { ...KIND_CODES, ...FACT_CODES, ...CORRECTION_CODES } as const;
export type RefusalCode = keyof typeof REFUSAL_CODES;

type EndingWith<End extends string, Code> = Code extends `${infer Begin}${End}` ? Begin : never;
/** What can happen only once: its code ends with `-already-recorded`. */
export type FactOnce = EndingWith<'-already-recorded', keyof typeof FACT_CODES>;
/** What needs a text or a document: its code ends with `-without-content`. */
export type Content = EndingWith<'-without-content', RefusalCode>;
