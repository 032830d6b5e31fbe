import { isIP } from 'node:net';
import type { FieldCode } from '../../http/validation/field-codes.js';
import { fieldsInvalid } from '../../http/validation/validate.js';
import { type AddressPolicy, bare } from './addresses.js';

/** What is refused as soon as somebody asks for it. A name is looked up each time when something is sent. @throws Problem 400 */
export const assertPermitted = (url: string, policy: AddressPolicy): void => {
  const { protocol, hostname, username, password, hash } = new URL(url);
  const refuse = (code: FieldCode, detail: string) => {
    throw fieldsInvalid([{ pointer: '/url', code, detail }]);
  };
  if (username !== '' || password !== '' || hash !== '')
    refuse('url-with-more', 'Give an address without a user, a password and a fragment. Messages are signed.');
  if (policy.isNamed(hostname)) return;
  if (protocol !== 'https:') refuse('url-not-https', 'Give an address with https.');
  const isHere = /(?:^|\.)localhost\.?$/.test(hostname);
  if (isHere || (isIP(bare(hostname)) !== 0 && !policy.permits(hostname, bare(hostname))))
    refuse('url-not-public', 'Give an address on the internet. An administrator can allow others with WEBHOOK_ALLOW.');
};
