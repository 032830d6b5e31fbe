import { createHmac } from 'node:crypto';

/**
 * A secret key from which ids are computed, so that nobody without it can. The ids are UUIDs of version 8 (RFC 9562), which
 * leaves the content to the application: 110 bits of HMAC-SHA-256, and the name of the key.
 */
export class IdKey {
  /** Three hex digits of every id that was made with this key, after the version. */
  readonly name: string;

  /** @param secret at least 32 characters */
  constructor(private readonly secret: string) {
    this.name = this.digest(['key']).slice(0, NAME);
  }

  /** The id of these parts. The first part says what the id is for, so that no two uses get the same id. */
  idOf(...parts: readonly [use: string, ...parts: (string | number)[]]): string {
    const hex = this.digest(['id', ...parts]);
    const variant = ((parseInt(hex[15]!, 16) & 0x3) | 0x8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${this.name}-${variant}${hex.slice(16, 19)}-${hex.slice(19, 31)}`;
  }

  private digest(parts: readonly (string | number)[]): string {
    return createHmac('sha256', this.secret).update(JSON.stringify(parts)).digest('hex');
  }
}

const NAME = 3;
const COMMAND_ID = /"commandId":"[\da-f]{8}-[\da-f]{4}-8([\da-f]{3})-[89ab][\da-f]{3}-[\da-f]{12}"/;

/**
 * The name of the key that made the command id of an event; undefined if the command had no Idempotency-Key, or was recorded by
 * a version without such keys. Only the service gives command ids.
 * @param text of the event or of its metadata, as JSON
 */
export const idKeyNameIn = (text: string): string | undefined => COMMAND_ID.exec(text)?.[1];
