import { getMetadataStorage, type ValidationArguments, ValidationTypes } from 'class-validator';

type Rule = Readonly<{
  each: boolean;
  constraints: unknown[];
  holds: (value: unknown, args: ValidationArguments) => unknown;
}>;
type Condition = (object: object, value: unknown) => boolean;
type Field = Readonly<{
  name: string;
  conditions: readonly Condition[];
  rules: readonly Rule[];
  hasFields: boolean;
}>;

/**
 * Whether class-validator would accept this instance, which has no unknown fields. The rules are its own, looked up
 * once for each class; class-validator looks them up again for each object, which costs several times the checks.
 * False may also mean undecided; class-validator then decides, and reports the errors.
 */
export const passesFastValidation = (instance: object): boolean => {
  const fields = fieldsOf(instance.constructor);
  if (fields === undefined) return false;
  for (const name of Object.keys(instance)) if (!fields.has(name)) return false;
  for (const field of fields.values())
    if (!holds(field, instance, (instance as Record<string, unknown>)[field.name])) return false;
  return true;
};

const holds = ({ name, conditions, rules, hasFields }: Field, object: object, value: unknown): boolean => {
  for (const condition of conditions) if (!condition(object, value)) return true;
  for (const { each, constraints, holds: ruleHolds } of rules) {
    const args = { targetName: object.constructor.name, property: name, object, value, constraints };
    for (const one of each && Array.isArray(value) ? (value as unknown[]) : [value])
      if (ruleHolds(one, args) !== true) return false;
  }
  if (!hasFields || value === undefined) return true;
  return (Array.isArray(value) ? (value as unknown[]) : [value]).every(
    (one) => typeof one === 'object' && one !== null && passesFastValidation(one),
  );
};

const known = new Map<object, ReadonlyMap<string, Field> | undefined>();
/** Undefined for a class without rules, or with a kind of rule that is not supported here. */
const fieldsOf = (dto: Function) => {
  if (!known.has(dto)) known.set(dto, lookUp(dto));
  return known.get(dto);
};

const lookUp = (dto: Function): ReadonlyMap<string, Field> | undefined => {
  const storage = getMetadataStorage();
  const all = storage.getTargetValidationMetadatas(dto, '', false, false);
  if (all.length === 0 || all.some(({ type, validateIf }) => !KINDS.has(type) || validateIf !== undefined))
    return undefined;
  const grouped = Object.entries(storage.groupByPropertyName(all));
  return new Map(
    grouped.map(([name, metadata]) => {
      const of = (kind: string) => metadata.filter(({ type }) => type === kind);
      const rules = of(ValidationTypes.CUSTOM_VALIDATION).flatMap(({ constraintCls, constraints, each }) =>
        storage.getTargetValidatorConstraints(constraintCls).map(({ instance }) => ({
          each,
          constraints,
          holds: instance.validate.bind(instance),
        })),
      );
      const conditions = of(ValidationTypes.CONDITIONAL_VALIDATION).map(
        ({ constraints: [condition] }) => condition as Condition,
      );
      return [name, { name, conditions, rules, hasFields: of(ValidationTypes.NESTED_VALIDATION).length > 0 }];
    }),
  );
};
const KINDS = new Set([
  ValidationTypes.CUSTOM_VALIDATION,
  ValidationTypes.CONDITIONAL_VALIDATION,
  ValidationTypes.NESTED_VALIDATION,
]);
