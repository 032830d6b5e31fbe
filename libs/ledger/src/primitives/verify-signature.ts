/** Whether a signature of a message is by a key. */
export type VerifySignature = (message: Uint8Array, signature: Uint8Array) => boolean;
