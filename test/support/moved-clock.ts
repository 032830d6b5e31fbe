/**
 * Loaded before the service (`node --import`). It moves the clock of the service from that of the machine, by
 * CLOCK_MOVED ms at the start, and later by the number of ms that the parent process sends.
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
