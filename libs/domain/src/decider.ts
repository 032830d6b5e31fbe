import type { Kind } from './ids.js';
import type { Dated } from './world-date.js';

export type Message<Type extends string = string, Data = unknown> = Readonly<{ type: Type; data: Readonly<Data> }>;

/** A refused command: a code in kebab-case for programs, and a sentence for people that says what to do. */
export type Refusal = Readonly<{ refused: string; because: string }>;

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

export const refuse = (refused: string, because: string): Refusal => ({ refused, because });

/** A refusal of some fields. `pointer`: a JSON pointer (RFC 6901) to the field in what was sent. */
export type FieldRefusal = Refusal &
  Readonly<{ errors: readonly Readonly<{ pointer: string; code: string; detail: string }>[] }>;
export const refuseField = (pointer: string, code: string, detail: string): FieldRefusal => ({
  ...refuse(code, detail),
  errors: [{ pointer, code, detail }],
});

export const isRefusal = (decision: object): decision is Refusal => 'refused' in decision;

/** At compile time, finds a missing case of a switch. At run time, stops on a message that is newer than this code. */
export const unknown = (message: never): never => {
  throw new Error(`unknown message ${(message as Message).type}`);
};

/** Whether a thing was never opened, exists, or was voided by voiding the event that opened it. */
export type Existence = 'absent' | 'present' | 'voided';
export type EffectiveHistory<E extends Message = Message> = Readonly<{ existence: Existence; events: readonly E[] }>;

/** Refuses a fact that can happen only once, or once until something reverses it; `undone` says what: "it was reopened". */
export const onlyOnce = (fact: string, already: boolean | undefined, undone?: string): Refusal | undefined =>
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
