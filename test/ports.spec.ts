import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from './support/cli.js';
import { listen, reservePort, type ReservedPort } from './support/ports.js';

let reserved: ReservedPort;
beforeEach(async () => {
  reserved = await reservePort();
});
afterEach(() => reserved.release());

const LISTEN = `
  const server = require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1');
  server.on('listening', () => server.close()).on('error', ({ code }) => console.log(code));`;
const listenElsewhere = async (...before: readonly string[]) =>
  (await run([...before, process.execPath, '-e', LISTEN, String(reserved.port)])).out;

/** Makes each bind as strict as that of the kernel when it chooses a port: a bound port is not shared. */
const WITHOUT_REUSE = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'inject=setsockopt:retval=0'];

describe('a reserved port', () => {
  const knock = async () => {
    const socket = connect(reserved.port, '127.0.0.1');
    const told = await once(socket, 'connect').then(
      () => 'connected',
      ({ code }: NodeJS.ErrnoException) => code,
    );
    socket.destroy();
    return told;
  };

  it('refuses connections while no server listens on it, and serves one server after the other', async () => {
    expect(await knock()).toBe('ECONNREFUSED');
    for (let n = 0; n < 3; n++) {
      const server = createServer();
      expect(await listen(server, reserved)).toBe(reserved.port);
      expect(await knock()).toBe('connected');
      server.close();
      await once(server, 'close');
      expect(await knock()).toBe('ECONNREFUSED');
      expect(await listenElsewhere()).toBe('');
    }
  });

  it('is never chosen by the kernel', async () => {
    expect(await listenElsewhere(...WITHOUT_REUSE)).toBe('EADDRINUSE\n');
  });

  it('can also be reserved by another process, for example a server that is started on it', async () => {
    const other = await reservePort(reserved.port);
    expect(other.port).toBe(reserved.port);
    other.release();
  });

  it('cannot be reserved if a server listens on it without a reservation', async () => {
    const server = createServer();
    const port = await listen(server);
    await expect(reservePort(port)).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    server.close();
  });
});
