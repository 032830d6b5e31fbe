import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate for `localhost` that nobody else has signed, in a folder of its own. `file`: for NODE_EXTRA_CA_CERTS. */
export type Certificate = Readonly<{ file: string; cert: string; key: string; remove: () => void }>;

export const newCertificate = (): Certificate => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const toBeSigned = sequence(
    value(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    NAME,
    sequence(time(-DAY_MS), time(DAY_MS)),
    NAME,
    spki,
    value(0xa3, sequence(IS_AUTHORITY, FOR_LOCALHOST)),
  );
  const signature = value(0x03, Buffer.from([0]), sign('sha256', toBeSigned, privateKey));
  const der = sequence(toBeSigned, ECDSA_WITH_SHA256, signature);
  const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-receiver-'));
  const file = join(folder, 'cert.pem');
  writeFileSync(file, cert);
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return { file, cert, key, remove: () => rmSync(folder, { recursive: true }) };
};

const DAY_MS = 86_400_000;

/** A value of ASN.1 in DER. None of these has 64 KB. */
const value = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x1_00 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => value(0x30, ...parts);
const integer = (bytes: Buffer): Buffer => value(0x02, bytes);
const identifier = (hex: string): Buffer => value(0x06, Buffer.from(hex, 'hex'));
/** UTCTime, as 251028164000Z. */
const time = (inMs: number): Buffer => {
  const [date = ''] = new Date(Date.now() + inMs).toISOString().slice(2).split('.');
  return value(0x17, Buffer.from(`${date.replaceAll(/\D/g, '')}Z`));
};
const TRUE = value(0x01, Buffer.from([0xff]));

const ECDSA_WITH_SHA256 = sequence(identifier('2a8648ce3d040302'));
/** CN=localhost */
const NAME = sequence(value(0x31, sequence(identifier('550403'), value(0x0c, Buffer.from('localhost')))));
const IS_AUTHORITY = sequence(identifier('551d13'), TRUE, value(0x04, sequence(TRUE)));
const FOR_LOCALHOST = sequence(identifier('551d11'), value(0x04, sequence(value(0x82, Buffer.from('localhost')))));
