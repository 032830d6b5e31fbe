import type { Circumstances } from '#domain/envelope.js';
import type { EventOf } from '#domain/events.js';
import type { WorldDate } from '#domain/world-date.js';
import type { Fact } from '../projection/read-model.js';
import { named, type Schema } from './schema.js';

export type FactType = Fact['type'];

/** The type of what `datesAsEdtf` returns: every date is an EDTF text. */
export type DatesAsEdtf<T> = T extends WorldDate
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : { [Name in keyof T]: DatesAsEdtf<T[Name]> };
type DataOf<Type extends FactType> = DatesAsEdtf<EventOf<Type>['data']>;

/**
 * A placeholder for fields of a fact. The command that records the fact describes them, and the OpenAPI document copies
 * them from there. `only`: these fields; `without`: all other fields.
 */
export type FactFields = Readonly<{
  type: FactType;
  only?: readonly string[];
  without?: readonly string[];
  isOptional?: true;
  isDescribed?: true;
}>;
export const FACT = 'x-fact';
const marker = (fields: FactFields): Schema => ({ [FACT]: fields });

export const fieldsOf = <Type extends FactType>(type: Type) => marker({ type }) as Schema<DataOf<Type>>;
export const fieldsWithout = <Type extends FactType, Name extends keyof DataOf<Type> & string>(
  type: Type,
  ...without: readonly Name[]
) => marker({ type, without }) as Schema<Omit<DataOf<Type>, Name>>;
export const fieldsIn = <Type extends FactType, Name extends keyof DataOf<Type> & string>(
  type: Type,
  ...only: readonly Name[]
) => marker({ type, only }) as Schema<Pick<DataOf<Type>, Name>>;
export const optionalFieldsIn = <Type extends FactType, Name extends keyof DataOf<Type> & string>(
  type: Type,
  ...only: readonly Name[]
) => marker({ type, only, isOptional: true }) as Schema<Partial<Pick<DataOf<Type>, Name>>>;

/** The data of a fact, under the name of its type. */
export const dataOf = <Type extends FactType>(type: Type) =>
  named(type, marker({ type, isDescribed: true })) as Schema<DataOf<Type>>;

/** A placeholder for a circumstance of a fact, as the commands describe it. */
export const CIRCUMSTANCE = 'x-circumstance';
export const circumstance = <Name extends keyof Circumstances>(name: Name) =>
  ({ [CIRCUMSTANCE]: name }) as Schema<DatesAsEdtf<NonNullable<Circumstances[Name]>>>;

/** A schema of the commands, by its name in the document. */
export const ofCommands = <T>(name: string): Schema<T> => ({ $ref: `#/components/schemas/${name}` });
