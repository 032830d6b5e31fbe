import { v5 as uuidv5 } from 'uuid';

/** The key of an entry of a dossier, and of what it recorded: `brussels`, `no-61`. */
export const KEY = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** A dossier: its name, and the random UUID in its files from which its ids are made. */
export type DossierName = Readonly<{ dossier: string; namespace?: string | undefined }>;

/** The namespace of a dossier that has none of its own. It is public, so anybody can compute the ids of such a dossier. */
const PUBLIC = '0d4f2f0b-7d1c-5a57-9f0e-6a1f5f2c3b10';

/**
 * The UUID of a key of a dossier (RFC 9562, version 5), always the same. It is the id of the thing that an entry opens, and the
 * Idempotency-Key of its request, so loading again records nothing twice.
 */
export const idOf = ({ dossier, namespace = PUBLIC }: DossierName, key: string) =>
  uuidv5(JSON.stringify([dossier, key]), namespace);
