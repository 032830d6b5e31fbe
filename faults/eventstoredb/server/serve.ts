import { parseArgs } from 'node:util';
import { reservePort } from '../../../test/support/ports.js';
import { Cluster, type ClusterOptions } from './cluster.js';
import { CONTROL, serveControl } from './control.js';
import { FAULTS } from './faults.js';

/** The test server as a separate process. It is for tests only. */

const HELP = `node dist/faults/eventstoredb/server/serve.js [--port N] [--data FILE] …

A server that speaks the gRPC protocol of EventStoreDB, FOR TESTS ONLY: it is no database, it does not wait for the disk,
and it does wrong what it is told to. When it listens it prints one line of JSON: connectionString, nodes (one each), control.

  --port N                  where it listens, given once for each node, in their order; else any that is free
  --data FILE               keeps the log in a file, so that it is there again after a kill; else in memory
  --nodes N                 a cluster of so many that share one log; else 1
  --lag MS                  how late what is written can be read on all but the first node; else 0
  --tls                     with a certificate made now
  --user NAME:PASSWORD      an administrator, with --tls; can be given several times
  --system-events-every N   appends between events of its own in $all, 0 for none; else 10
  --help                    this

What it can be told at the control URL:
${CONTROL}

Faults, and where they strike of themselves:
${Object.entries(FAULTS)
  .map(([name, { does, on }]) => `  ${name.padEnd(14)}${does} (${on.join(', ')})`)
  .join('\n')}

SIGTERM ends it. Exit codes: 0 stopped as asked, 2 wrong usage or could not start.
`;

/** @throws what is wrong with it */
function numberIn(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, and is ${text}`);
  return Number(text);
}

/** @throws what is wrong with it */
function userIn(text: string) {
  const colon = text.indexOf(':');
  if (colon < 1) throw new Error(`--user must be NAME:PASSWORD, and is ${text}`);
  return { username: text.slice(0, colon), password: text.slice(colon + 1), groups: ['$admins'] };
}

function asked() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', multiple: true, default: [] },
      data: { type: 'string' },
      nodes: { type: 'string' },
      lag: { type: 'string' },
      tls: { type: 'boolean', default: false },
      user: { type: 'string', multiple: true },
      'system-events-every': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const every = numberIn('system-events-every', values['system-events-every']);
  const options: ClusterOptions = {
    nodes: numberIn('nodes', values.nodes) ?? 1,
    tls: values.tls,
    ...(values.data !== undefined && { dataFile: values.data }),
    ...(every !== undefined && { systemEventsEvery: every }),
    ...(values.user && { users: values.user.map(userIn) }),
  };
  const ports = values.port.map((text) => numberIn('port', text));
  return { help: values.help, options, ports, lag: numberIn('lag', values.lag) ?? 0 };
}

async function serve(): Promise<void> {
  const { help, options, ports, lag } = asked();
  if (help) return void process.stdout.write(HELP);

  const reserved = await Promise.all(ports.map((port) => reservePort(port)));
  const cluster = await Cluster.start({ ...options, ports: reserved });
  for (const follower of cluster.servers.slice(1)) follower.lag = lag;
  const control = await serveControl(cluster);
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void Promise.all([control.close(), cluster.stop()]));
  const nodes = cluster.servers.map(({ connectionString }) => connectionString);
  const line = { connectionString: cluster.connectionString, nodes, control: control.url };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

await serve().catch((error: Error) => {
  process.stderr.write(`${error.message}\nAdd --help to see how it is used.\n`);
  process.exit(2);
});
