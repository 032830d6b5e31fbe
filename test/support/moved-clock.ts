/**
 * Loaded before the service (`node --import`): its clock is that of the machine, moved by as many ms as CLOCK_MOVED says,
 * and then by as many as its parent sends.
 */
const machine = Date.now;
let moved = Number(process.env['CLOCK_MOVED']);
const now = () => machine() + moved;

globalThis.Date = new Proxy(Date, {
  construct: (date, given, target) =>
    Reflect.construct(date, given.length === 0 ? [now()] : given, target) as InstanceType<DateConstructor>,
  apply: (date) => new date(now()).toString(),
});
Date.now = now;

process.on('message', ({ clockMoved }: { clockMoved: number }) => {
  moved = clockMoved;
  process.send!({ clockMoved });
});
