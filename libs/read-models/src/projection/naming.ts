import { isCorrection } from '#domain/correction.js';
import type { LoggedEvent } from './read-model.js';

/**
 * An event that, at a past moment, only provides a name: it tells neither a plan nor codes, and a correction of it gives it none. The same
 * object each time, so that histories can be compared by their events.
 */
export const naming = (event: LoggedEvent): LoggedEvent => {
  const made = NAMING.get(event);
  if (made !== undefined) return made;
  const { data, metadata } = withoutPlanAndCodes(event);
  const isChanging = isCorrection(event) && event.type === 'RecordCorrected';
  const told = isChanging ? { ...data, changes: without(event.data.changes, 'planned', 'codes') } : data;
  const name = { ...event, data: told, metadata, onlyNames: true } as LoggedEvent;
  NAMING.set(event, name);
  return name;
};
const NAMING = new WeakMap<LoggedEvent, LoggedEvent>();

type Told = Readonly<{ data: object; metadata: object }>;
export const withoutPlanAndCodes = <E extends Told>(event: E): E => ({
  ...event,
  data: without(event.data, 'planned'),
  metadata: without(event.metadata, 'codes'),
});

const without = (fields: object, ...names: readonly string[]): object =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
