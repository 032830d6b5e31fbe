import os from 'node:os';

/**
 * Loaded before the service (`node --import`). It moves the clocks of the service from those of the machine. The system clock
 * jumps by CLOCK_MOVED ms at the start. TIME_PASSED ms pass, which the uptime counts too, as while a machine is suspended.
 * The parent process sends later values.
 */
export type Moved = Readonly<{ clockMoved?: number; timePassed?: number }>;

const machine = Date.now;
const uptime = os.uptime;
let moved: Required<Moved> = {
  clockMoved: Number(process.env['CLOCK_MOVED'] ?? 0),
  timePassed: Number(process.env['TIME_PASSED'] ?? 0),
};
const now = () => machine() + moved.clockMoved + moved.timePassed;

globalThis.Date = new Proxy(Date, {
  construct: (date, given, target) =>
    Reflect.construct(date, given.length === 0 ? [now()] : given, target) as InstanceType<DateConstructor>,
  apply: (date) => new date(now()).toString(),
});
Date.now = now;
os.uptime = () => uptime() + moved.timePassed / 1_000;

process.on('message', (later: Moved) => {
  moved = { ...moved, ...later };
  process.send!(moved);
});
