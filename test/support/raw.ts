import { Agent, request } from 'node:http';

export type Answer = Readonly<{ status: number; headers: Record<string, unknown>; body: string }>;
export type Asked = Readonly<{
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** The local address to send from. */
  localAddress?: string;
}>;

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Sends the bytes unchanged, without any JSON or HTTP library. */
export const sendRaw = (url: string, asked: Asked): Promise<Answer> => {
  const { method = 'POST', path = '/v1/negotiations', headers = JSON_HEADERS, body = '', localAddress } = asked;
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent, localAddress }, (response) => {
      const parts: Buffer[] = [];
      const { statusCode: status, headers: received } = response;
      if (String(received['content-type']).startsWith('text/event-stream')) {
        // It has no end.
        resolve({ status: status!, headers: received, body: '' });
        return void response.destroy();
      }
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: status!, headers: received, body: Buffer.concat(parts).toString() }));
    });
    sent.on('error', (error) => {
      // The service may close a kept-alive connection just as it is used again, which says nothing about the request.
      if (sent.reusedSocket) sendRaw(url, asked).then(resolve, reject);
      else reject(error);
    });
    sent.end(body);
  });
};
const JSON_HEADERS = { 'content-type': 'application/json' };

const MEMBERS = ['type', 'title', 'detail', 'instance', 'code'] as const;

/** What is wrong with a refusal: it is not problem+json (RFC 9457), or it reveals internals of the service. */
export const faultOfProblem = ({ status, headers, body }: Answer): string | undefined => {
  if (!String(headers['content-type']).startsWith('application/problem+json'))
    return `is no problem+json but ${String(headers['content-type'])}`;
  const problem = JSON.parse(body) as Record<string, unknown>;
  if (problem['status'] !== status) return `says of itself that it is ${String(problem['status'])}`;
  const missing = MEMBERS.filter((member) => typeof problem[member] !== 'string');
  if (missing.length > 0) return `has no ${missing.join(', ')}`;
  return /SQLITE|node_modules|\.js:\d|at \w+ \(/.test(body) ? 'tells how the service is made' : undefined;
};
