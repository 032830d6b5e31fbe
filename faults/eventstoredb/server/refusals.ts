import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { Endpoint } from './faults.js';
import type { Expected } from './log.js';

/** The largest append, in bytes: the default of the setting `MaxAppendSize`. */
export const MAX_APPEND_SIZE = 1_048_576;

function refusal(code: status, details: string, metadata: Readonly<Record<string, string>> = {}): ServiceError {
  const all = new Metadata();
  for (const [key, value] of Object.entries(metadata)) all.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata: all });
}

export const accessDenied = () => refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

/** Wrong credentials are reported before anything is checked. */
export const unauthenticated = () => refusal(status.UNAUTHENTICATED, 'Bad credentials');

export const notLeader = ({ host, port }: Endpoint) =>
  refusal(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });

/** As no server should send it: the exception lacks its details. */
export const bareRefusal = (exception = 'not-leader') => refusal(status.FAILED_PRECONDITION, 'Refused', { exception });

export const noLeader = () => refusal(status.UNKNOWN, 'No leader info available in response');

export const unavailable = () => refusal(status.UNAVAILABLE, 'Server Is Not Ready');

export const unexplained = () => refusal(status.UNKNOWN, 'Exception was thrown by handler.');

export const streamDeleted = (stream: string) =>
  refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const tooLarge = () =>
  refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${MAX_APPEND_SIZE} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(MAX_APPEND_SIZE),
  });

/** At the position of a read of `$all`, no record begins. */
export const noRecordAt = () => refusal(status.UNKNOWN, 'Unexpected ReadAllResult: Error');

const numberOf = (expected: Expected) =>
  typeof expected === 'bigint' ? expected : { 'no-stream': -1, any: -2, 'stream-exists': -4 }[expected];

/** The error of a delete or tombstone; an append has its own messages for this. */
export const wrongExpectedVersion = (stream: string, expected: Expected, current: bigint | undefined) =>
  refusal(status.FAILED_PRECONDITION, `Delete failed due to WrongExpectedVersion. Stream: ${stream}`, {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': String(numberOf(expected)),
    ...(current !== undefined && { 'actual-version': String(current) }),
  });
