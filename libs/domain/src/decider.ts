import type { EventId, Kind } from './ids.js';

export type Message<Type extends string = string, Data = unknown> = Readonly<{ type: Type; data: Readonly<Data> }>;

/** What the record refuses: a fact in kebab-case for programs, a sentence that says what to do for people. */
export type Refusal = Readonly<{ refused: string; because: string }>;

/** A union of events from a table of their names and data. */
export type EventsOf<Data> = { [Type in keyof Data & string]: Message<Type, Data[Type]> }[keyof Data & string];

/**
 * A clerk's command is a fact to be recorded: it carries the data of the one event that it records.
 * `reportOf` names an event that tells the same fact already, so that this one is another account of it.
 */
export type CommandsOf<Names extends Record<string, keyof Data & string>, Data> = {
  [Name in keyof Names & string]: Command<Name, Data[Names[Name]]>;
}[keyof Names & string];
export type Command<Type extends string = string, Data = unknown> = Message<Type, Data> &
  Readonly<{ reportOf?: EventId | undefined }>;

/** The rules of one kind of thing. Methods, so that a decider of one kind is also a decider of any kind. */
export type Decider<State = unknown, C extends Command = Command, E extends Message = Message> = Readonly<{
  kind: Kind;
  /** Which event each command records. */
  records: Readonly<Record<C['type'], E['type']>>;
  /** The command that opens the thing; without one, any of them may come first. */
  opening?: C['type'];
  initial: State;
  guard(command: C, state: State): Refusal | undefined;
  evolve(state: State, event: E): State;
}>;

export const refuse = (refused: string, because: string): Refusal => ({ refused, because });
export const isRefusal = (decision: object): decision is Refusal => 'refused' in decision;

/** Compile-time: names the case a switch forgot. Run-time: stops on a message newer than this code. */
export const unknown = (message: never): never => {
  throw new Error(`unknown message ${(message as Message).type}`);
};

/** How a thing stands: never opened, there, or taken back by voiding the event that opened it. */
export type Standing = 'absent' | 'present' | 'voided';
export type Past<E extends Message = Message> = Readonly<{ standing: Standing; events: readonly E[] }>;

export const decide = <State, C extends Command, E extends Message>(
  decider: Decider<State, C, E>,
  command: C,
  past: Past<E>,
): readonly E[] | Refusal => {
  const { kind, opening, records } = decider;
  if (past.standing === 'voided')
    return refuse(`${kind}-voided`, `This ${kind} was voided. Void that voiding to bring it back.`);
  if (command.type === opening && past.standing === 'present')
    return refuse(
      `${kind}-already-recorded`,
      `A ${kind} with this id is recorded already. Correct it, or choose another id.`,
    );
  if (opening !== undefined && command.type !== opening && past.standing === 'absent')
    return refuse(`${kind}-unknown`, `No ${kind} with this id is recorded.`);

  const refusal = decider.guard(
    command,
    past.events.reduce<State>((state, event) => decider.evolve(state, event), decider.initial),
  );
  return refusal ?? [{ type: records[command.type as C['type']], data: command.data } as unknown as E];
};

/** A fact that happens once: a second telling of it is another account, and says so. */
export const onlyOnce = (fact: string, first: boolean | undefined, command: Command): Refusal | undefined =>
  first && command.reportOf === undefined
    ? refuse(
        `${fact}-already-recorded`,
        'This is recorded already. Correct that record, or name it in reportOf if this is another account of it.',
      )
    : undefined;
