import type { Kind, ThingRef } from '#domain/ids.js';

/** A reference that must exist before the fact is recorded: a JSON Pointer to it (RFC 6901), and its target. */
export type Reference = Readonly<{ kind: Kind | 'event'; id: string; pointer: string }>;

const SIBLING = 'the field kind beside it';
type Target = Kind | 'event' | typeof SIBLING;
const fieldsOf = new WeakMap<object, Map<string, Target>>();

/** Marks a field that holds one or more ids of a kind of thing. Without a kind, the sibling field `kind` names it. */
export const refers =
  (kind: Target = SIBLING): PropertyDecorator =>
  (prototype, property) => {
    const fields = fieldsOf.get(prototype) ?? new Map<string, Target>();
    fieldsOf.set(prototype, fields.set(String(property), kind));
  };

/** Every reference in a fact, at any depth. */
export const referencesIn = (fact: object, pointer = ''): Reference[] => {
  const found: Reference[] = [];
  for (const [property, value] of Object.entries(fact)) {
    const at = `${pointer}/${property}`;
    const kind = kindOf(fact, property);
    if (kind !== undefined && typeof value === 'string') found.push({ kind, id: value, pointer: at });
    else if (kind !== undefined && Array.isArray(value))
      value.forEach((id: string, i) => found.push({ kind, id, pointer: `${at}/${i}` }));
    else if (typeof value === 'object' && value !== null) found.push(...referencesIn(value, at));
  }
  return found;
};

const kindOf = (fact: object, property: string): Kind | 'event' | undefined => {
  for (
    let prototype = Object.getPrototypeOf(fact) as object | null;
    prototype;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    const kind = fieldsOf.get(prototype)?.get(property);
    if (kind !== undefined) return kind === SIBLING ? (fact as ThingRef).kind : kind;
  }
  return undefined;
};
