import { v5 as uuidv5 } from 'uuid';
import type { Recorder } from '#domain/envelope.js';

/** A key names an entry of a dossier, and what it recorded: `brussels`, `no-61`. */
export const KEY = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The namespaces (RFC 9562, version 5) of what is made of a key. */
const DOSSIER = '0d4f2f0b-7d1c-5a57-9f0e-6a1f5f2c3b10';
const COMMAND = '5f1b0c0e-6c0b-5d0a-9a44-3d1f6f2f8f10';

/**
 * One UUID for a key of a dossier, wherever and whenever it is loaded. It is the id of the thing that an entry opens,
 * and the Idempotency-Key of its request: so a second load records nothing twice.
 */
export const idOf = (dossier: string, key: string) => uuidv5(JSON.stringify([dossier, key]), DOSSIER);

/** The command id under which the service records a request with an Idempotency-Key; the trail shows it on the event. */
export const commandIdOf = ({ issuer, subject }: Pick<Recorder, 'issuer' | 'subject'>, idempotencyKey: string) =>
  uuidv5(JSON.stringify([issuer, subject, idempotencyKey]), COMMAND);
