import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { BodyAccount } from './body-budget.js';
import { frameworkProblem } from './problem.filter.js';

/** A batch of a thousand complete facts fits. */
export const BODY_LIMIT = 8 * 1024 * 1024;

/** Zero if it is not declared. */
export const declaredLength = ({ headers }: Pick<FastifyRequest, 'headers'>) => Number(headers['content-length'] ?? 0);

/** Reads the body of a request. @throws Problem if it is too large, or there is no memory for it */
export const readBody = async (
  request: FastifyRequest,
  payload: Readable,
  account: BodyAccount | undefined,
): Promise<Buffer> => {
  if (declaredLength(request) > BODY_LIMIT) throw frameworkProblem(413);
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    const stop = (settle: () => void) => {
      payload.off('data', receive).off('end', end).off('error', fail).pause();
      settle();
    };
    const end = () => stop(resolve);
    const fail = () => stop(() => reject(frameworkProblem(400))); // the client is gone
    const receive = (chunk: Buffer) => {
      try {
        length += chunk.length;
        if (length > BODY_LIMIT) throw frameworkProblem(413);
        account?.take(chunk.length);
        chunks.push(chunk);
      } catch (problem) {
        stop(() => reject(problem));
      }
    };
    payload.on('data', receive).on('end', end).on('error', fail);
  });
  return Buffer.concat(chunks, length);
};
