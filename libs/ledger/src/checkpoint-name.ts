import { v5 as uuidv5 } from 'uuid';
import { type Stream, streamOf } from '#domain/ids.js';
import type { CheckpointEvents } from '#domain/ledger.js';

/** For UUIDs of version 5 (RFC 9562): all instances of one origin write to one stream. */
const NAMESPACE = 'b9b6c7d2-5a0e-4b63-9c8e-0d2f6a7c1e45';

export const checkpointStreamOf = (origin: string): Stream => streamOf('checkpoint', uuidv5(origin, NAMESPACE));
export const isCheckpointStream = (stream: string): boolean => stream.startsWith('checkpoint-');

/** The signed note in the data of a recorded checkpoint; empty if there is none. */
export const noteOf = (data: unknown): string => {
  const { note } = (data ?? {}) as Partial<Record<keyof CheckpointEvents['CheckpointSigned'], unknown>>;
  return typeof note === 'string' ? note : '';
};
