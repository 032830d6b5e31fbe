import type { WorldKind } from '../types/types.gen.js';
import { type Window, windowIn } from './window.js';

/** In the order of the lanes. */
export const KINDS = [
  'meeting',
  'minutes',
  'statement',
  'position',
  'proposal',
  'measure',
  'commitment',
  'dispute',
  'issue',
  'negotiation',
  'party',
  'representative',
] as const satisfies readonly WorldKind[];

export const FORMS = ['kind', 'party', 'list'] as const;
/** Lanes by kind or by party, or a list. */
export type Form = (typeof FORMS)[number];

/** What the address of a timeline says beside the moment. What it does not say is absent. */
export type View = Readonly<{
  form: Form;
  kind: WorldKind | undefined;
  partyId: string | undefined;
  /** Words to search for. */
  q: string | undefined;
  window: Window | undefined;
  /** The event that is open. */
  fact: string | undefined;
}>;

export const viewIn = (search: string): View => {
  const given = new URLSearchParams(search);
  const textOf = (name: string) => given.get(name)?.trim() || undefined;
  return {
    form: FORMS.find((form) => form === given.get('as')) ?? 'kind',
    kind: KINDS.find((kind) => kind === given.get('kind')),
    partyId: textOf('party'),
    q: textOf('q'),
    window: windowIn(given.get('from'), given.get('to')),
    fact: textOf('fact'),
  };
};

/** The parameters of an address, with another view. What is usual is left out. */
export const withView = (search: string, { form, kind, partyId, q, window, fact }: View): string => {
  const parameters = new URLSearchParams(search);
  const told = {
    as: form === 'kind' ? undefined : form,
    kind,
    party: partyId,
    q,
    from: window?.from,
    to: window?.to,
    fact,
  };
  for (const [name, value] of Object.entries(told))
    if (value === undefined) parameters.delete(name);
    else parameters.set(name, value);
  return String(parameters);
};

export const isFiltered = ({ kind, partyId, q }: View): boolean =>
  kind !== undefined || partyId !== undefined || q !== undefined;

/** What the service is asked for: filters, and of a long record only the days that are shown. */
export const askedBy = ({ kind, partyId, q }: View, days: Window | undefined): string => {
  const parameters = new URLSearchParams();
  const filters = { kind, partyId, q, from: days?.from, to: days?.to };
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) parameters.set(name, value);
  return String(parameters);
};
