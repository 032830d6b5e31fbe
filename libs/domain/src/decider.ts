import type { Kind } from './ids.js';

export type Message<Type extends string = string, Data = unknown> = Readonly<{ type: Type; data: Readonly<Data> }>;

/** What the record refuses: a fact in kebab-case for programs, a sentence that says what to do for people. */
export type Refusal = Readonly<{ refused: string; because: string }>;

/** A union of events from a table of their names and data. */
export type EventsOf<Data> = { [Type in keyof Data & string]: Message<Type, Data[Type]> }[keyof Data & string];

/** A clerk's command is a fact to be recorded: it carries the data of the one event that it records. */
export type CommandsOf<Names extends Record<string, keyof Data & string>, Data> = {
  [Name in keyof Names & string]: Message<Name, Data[Names[Name]]>;
}[keyof Names & string];
export type Command<Type extends string = string, Data = unknown> = Message<Type, Data>;

/** The rules of one kind of thing. Methods, so that a decider of one kind is also a decider of any kind. */
export type Decider<State = unknown, C extends Command = Command, E extends Message = Message> = Readonly<{
  kind: Kind;
  /** Which event each command records. */
  records: Readonly<Record<C['type'], E['type']>>;
  /** The command that opens the thing; without one, any of them may come first. */
  opening?: C['type'];
  initial: State;
  /** `before`: how things stood when it happened. `whole`: all that is on record of the thing, whenever it happened. */
  guard(command: C, before: State, whole: State): Refusal | undefined;
  evolve(state: State, event: E): State;
}>;

export const refuse = (refused: string, because: string): Refusal => ({ refused, because });
export const isRefusal = (decision: object): decision is Refusal => 'refused' in decision;

/** Compile-time: names the case a switch forgot. Run-time: stops on a message newer than this code. */
export const unknown = (message: never): never => {
  throw new Error(`unknown message ${(message as Message).type}`);
};

/** How a thing stands: never opened, there, or taken back by voiding the event that opened it. */
export type Existence = 'absent' | 'present' | 'voided';
export type EffectiveHistory<E extends Message = Message> = Readonly<{ existence: Existence; events: readonly E[] }>;

/** A fact that happens once, or once until something undoes it; `undone` says what: "it was reopened". */
export const onlyOnce = (fact: string, already: boolean | undefined, undone?: string): Refusal | undefined =>
  already
    ? refuse(
        `${fact}-already-recorded`,
        `This is recorded already. Correct that record, ${
          undone === undefined ? 'or' : `record first that ${undone} in between, or`
        } name it in reportOf if this is another account of it.`,
      )
    : undefined;
