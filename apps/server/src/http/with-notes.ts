import type { FastifyRequest } from 'fastify';
import { Unavailable } from '#event-store/event-store.js';
import { Problem } from './problem.js';

/**
 * Does work on the notes beside the log. What is wrong with them says nothing about the record, which can be read all the same.
 * `trouble`: what cannot be done without them, and what the caller can do.
 * @throws Problem 503, and what `work` throws
 */
export const withNotes = async <T>(request: FastifyRequest, trouble: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    request.fault = error;
    const detail = `${trouble} The administrator finds the reason in the log of the service.`;
    throw new Problem('notes-unavailable', detail, { headers: { 'retry-after': '5' } });
  }
};
