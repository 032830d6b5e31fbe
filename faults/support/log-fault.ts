import { setTimeout as sleep } from 'node:timers/promises';
import type { LogServer } from './log-server.js';
import { NODES } from './log-server.js';
import type { InstancePair } from './instance-pair.js';

type Draw = (limit: number) => number;

/** A fault of the log server, or of the connection to it. `isTotal`: it answers nothing any more. */
export type FaultOfLog = Readonly<{
  name: string;
  isTotal?: true;
  /** Resolves once the fault is in place. @returns a function that ends it */
  strike: (pair: InstancePair, draw: Draw) => Promise<() => Promise<void>>;
}>;

/** A few times, on any node. */
const some = (draw: Draw) => 1 + draw(10);
const cleared = (server: LogServer) => () => server.clear();

export const FAULTS_OF_LOG: readonly FaultOfLog[] = [
  {
    name: 'silent',
    isTotal: true,
    strike: async ({ server }) => {
      await server.inject({ name: 'silent' });
      return cleared(server);
    },
  },
  {
    name: 'frozen',
    isTotal: true,
    strike: async ({ server }) => {
      server.freeze();
      return async () => server.thaw();
    },
  },
  {
    name: 'unavailable',
    isTotal: true,
    strike: async ({ server }) => {
      await server.inject({ name: 'unavailable' });
      return cleared(server);
    },
  },
  {
    name: 'killed',
    isTotal: true,
    strike: async ({ server }) => {
      await server.kill();
      return () => server.startAgain();
    },
  },
  {
    name: 'without a leader',
    isTotal: true,
    strike: async ({ server }, draw) => {
      await server.lead(null);
      return () => server.lead(draw(NODES));
    },
  },
  {
    name: 'another leader',
    strike: async ({ server }, draw) => {
      await server.lead(draw(NODES));
      return async () => {};
    },
  },
  {
    name: 'not the leader',
    strike: async ({ server }, draw) => {
      await server.inject({ name: 'not-leader', times: some(draw) });
      return cleared(server);
    },
  },
  {
    name: 'restarted',
    strike: async ({ server }, draw) => {
      const restarted = server.restart({ ms: draw(500), ...(draw(2) === 0 && { node: draw(NODES) }) });
      return () => restarted;
    },
  },
  {
    name: 'reset',
    strike: async ({ server }, draw) => {
      await server.inject({ name: 'reset', times: some(draw) });
      return cleared(server);
    },
  },
  {
    name: 'a polite end',
    strike: async ({ server }, draw) => {
      await server.inject({ name: 'polite-end', times: some(draw) });
      return cleared(server);
    },
  },
  {
    name: 'a conflict of nothing',
    strike: async ({ server }, draw) => {
      await server.inject({ name: 'conflict', times: some(draw) });
      return cleared(server);
    },
  },
  {
    name: 'a lost reply',
    strike: async ({ server }, draw) => {
      const connection = draw(2) === 0 ? 'cut' : 'kept';
      await server.inject({ name: 'lost-reply', times: some(draw), after: draw(3), connection });
      return cleared(server);
    },
  },
  {
    name: 'slow',
    strike: async ({ server }, draw) => {
      await server.inject({ name: 'slow', ms: 50 + draw(1_000) });
      return cleared(server);
    },
  },
  {
    name: 'a slow consumer',
    strike: async ({ instances, server }, draw) => {
      const one = instances[draw(2)]!;
      // Events in between wait for it at the server.
      await server.inject({ name: 'slow', ms: 20, on: ['event'] });
      one.freeze();
      return async () => {
        one.thaw();
        await server.clear();
      };
    },
  },
  {
    name: 'a killed instance',
    strike: async ({ instances }, draw) => {
      const one = instances[draw(2)]!;
      await one.stop('SIGKILL');
      await sleep(draw(200));
      return () => one.start();
    },
  },
];
