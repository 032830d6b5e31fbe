import { once } from 'node:events';
import { connect as open, type Socket } from 'node:net';

/** A client without an HTTP library: the bytes go out unchanged. */
export class SocketClient {
  private text = '';
  readonly closed: Promise<unknown>;
  private constructor(readonly socket: Socket) {
    socket.on('error', () => {}); // tests expect that the connection is closed
    socket.on('data', (data) => (this.text += data.toString('latin1')));
    this.closed = new Promise((resolve) => void socket.once('close', resolve));
  }
  static async connect(to: Readonly<{ url: string }>): Promise<SocketClient> {
    const { hostname, port } = new URL(to.url);
    const client = new SocketClient(open({ host: hostname, port: Number(port) }));
    await once(client.socket, 'connect');
    return client;
  }
  send(bytes: string | Buffer) {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }
  /** Everything that was received until the service closed the connection. */
  async answers(): Promise<readonly Answer[]> {
    await this.closed;
    return answersIn(this.text);
  }
}

export type Answer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: string }>;
const answersIn = (text: string): readonly Answer[] => {
  const answers: Answer[] = [];
  for (let rest = text; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n');
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const length = Number(headers['content-length']);
    if (end < 0 || Number.isNaN(length)) throw new Error(`no answer of known length: ${rest.slice(0, 500)}`);
    answers.push({ status: Number(first.split(' ')[1]), headers, body: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
};
export const get = (path: string, headers = 'Host: localhost\r\n') => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
export const post = (path: string, body: string, type = 'application/json') =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** What the body of an unfinished request is said to have: as much as the service accepts. */
export const UNFINISHED_BYTES = 8 * 1024 * 1024 - 1;
/** Sends a request whose body does not end, and so much of that. */
export const unfinished = async (
  to: Readonly<{ url: string }>,
  path: string,
  headers = 'Host: localhost\r\n',
  sent = 1024 * 1024,
): Promise<SocketClient> => {
  const client = await SocketClient.connect(to);
  client.send(
    `POST ${path} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: ${UNFINISHED_BYTES}\r\n${headers}\r\n${' '.repeat(sent)}`,
  );
  return client;
};
