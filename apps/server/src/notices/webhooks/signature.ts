import { createHmac } from 'node:crypto';

/** The headers of a message by Standard Webhooks (https://www.standardwebhooks.com). `secret`: its bytes. `at`: in ms since 1970. */
export const signedHeaders = (
  id: string,
  body: string,
  secret: Buffer,
  at: number,
): Readonly<Record<string, string>> => {
  const seconds = Math.floor(at / 1_000);
  const signature = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
};
