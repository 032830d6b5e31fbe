import { MessageChannel, type MessagePort, workerData } from 'node:worker_threads';
import type { ThreadStart } from './thread-start.js';

type Connect = (port: MessagePort) => void;
type Wanted = Readonly<{ name: string; port: MessagePort }>;
/** What a thread gets to reach what is served: the names, and the line on which it sends a port for one of them. */
export type Line = Pick<ThreadStart, 'served' | 'line'>;

const services = new Map<string, Connect>();
/** Of a thread that `startThread` has started. */
const own = workerData as Partial<Line> | null;

/**
 * Serves the threads that are started from now on, and those that they start: `connect` gets the other end of the port that a
 * thread got from `portTo`. @returns a function that ends this
 */
export const serveThreads = (name: string, connect: Connect): (() => void) => {
  services.set(name, connect);
  return () => void services.delete(name);
};

/** A port to what a thread that has started this one serves under a name; undefined if none did when this one was started. */
export const portTo = (name: string): MessagePort | undefined => {
  if (!own?.line || !own.served?.includes(name)) return undefined;
  const { port1, port2 } = new MessageChannel();
  send(own.line, { name, port: port2 });
  return port1;
};

/** For a thread that is about to be started. */
export const newLine = (): Line => {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', connect);
  port1.unref();
  return { served: [...services.keys(), ...(own?.served ?? [])], line: port2 };
};

const connect = ({ name, port }: Wanted): void => {
  const service = services.get(name);
  if (service) service(port);
  else if (own?.line) send(own.line, { name, port });
  else port.close(); // it is served no more
};

const send = (line: MessagePort, wanted: Wanted): void => line.postMessage(wanted, [wanted.port]);
