import type { Kind } from './ids.js';
import type { FactOnce, RefusalCode } from './refusal-codes/refusal-codes.js';
import type { Dated } from './world-date.js';

export type Message<Type extends string = string, Data = unknown> = Readonly<{ type: Type; data: Readonly<Data> }>;

/** A field of what was sent that is at fault: `pointer` is a JSON pointer (RFC 6901) to it. */
export type FieldFault<Code extends string = RefusalCode> = Readonly<{ pointer: string; code: Code; detail: string }>;

/**
 * A refused command: a code for programs, and a sentence for people that says what to do. `errors`: the fields that are at fault, if any
 * are. The rules of the record have the codes in `refusal-codes`; whoever refuses for other reasons has codes of their own.
 */
export type Refusal<Code extends string = RefusalCode> = Readonly<{
  refused: Code;
  because: string;
  errors?: readonly FieldFault<Code>[];
}>;

/** A union of events from a table of names and data. */
export type EventsOf<Data> = { [Type in keyof Data & string]: Message<Type, Data[Type]> }[keyof Data & string];

/** A command is a fact to record: it has the data of the one event that it records. */
export type CommandsOf<Names extends Record<string, keyof Data & string>, Data> = {
  [Name in keyof Names & string]: Message<Name, Data[Names[Name]]>;
}[keyof Names & string];
export type Command<Type extends string = string, Data = unknown> = Message<Type, Data>;

/** The rules of one kind of thing. They are methods so that a decider of one kind is assignable to a decider of any kind. */
export type Decider<State = unknown, C extends Command = Command, E extends Message = Message> = Readonly<{
  kind: Kind;
  /** The event that each command records. */
  records: Readonly<Record<C['type'], E['type']>>;
  /** The command that opens the thing; without one, any command may come first. */
  opening?: C['type'];
  initial: State;
  /**
   * `before`: the state when the fact happened. `whole`: the state from all facts of the thing, whenever they happened. `placing`:
   * when it happened.
   */
  guard(command: C, before: State, whole: State, placing: Dated): Refusal | undefined;
  evolve(state: State, event: E, placing: Dated): State;
}>;

export const refuse = <const Code extends string>(refused: Code, because: string): Refusal<Code> => ({
  refused,
  because,
});

export type FieldRefusal<Code extends string = RefusalCode> = Refusal<Code> & Required<Pick<Refusal<Code>, 'errors'>>;
/** A refusal of one field. */
export const refuseField = <const Code extends string>(
  pointer: string,
  code: Code,
  detail: string,
): FieldRefusal<Code> => ({
  ...refuse(code, detail),
  errors: [{ pointer, code, detail }],
});

/** A refusal of fields that were sent within another one. */
export const refusedWithin = (pointer: string, refusal: Refusal): Refusal =>
  refusal.errors === undefined
    ? refusal
    : { ...refusal, errors: refusal.errors.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` })) };

export const isRefusal = (decision: object): decision is Refusal<string> => 'refused' in decision;

/** At compile time, finds a missing case of a switch. At run time, stops on a message that is newer than this code. */
export const unknown = (message: never): never => {
  throw new Error(`unknown message ${(message as Message).type}`);
};

/** Whether a thing was never opened, exists, or was voided by voiding the event that opened it. */
export type Existence = 'absent' | 'present' | 'voided';
export type EffectiveHistory<E extends Message = Message> = Readonly<{ existence: Existence; events: readonly E[] }>;

/** Refuses a fact that can happen only once, or once until something reverses it; `undone` says what: "it was reopened". */
export const onlyOnce = (fact: FactOnce, already: boolean | undefined, undone?: string): Refusal | undefined =>
  already
    ? refuse(
        `${fact}-already-recorded`,
        [
          'This is already recorded. Correct that record.',
          ...(undone === undefined ? [] : [`If it happened again, first record that ${undone} in between.`]),
          'If this is another account of it, name its event in reportOf.',
        ].join(' '),
      )
    : undefined;
