import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { makeCertificate } from './certificate.js';

/** A certificate, and the file that a client should trust. The key is in memory only. */
export type Tls = Readonly<{ caFile: string; credentials: () => ServerCredentials; remove: () => void }>;

export function newTls(): Tls {
  const { key, certificate } = makeCertificate();
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-tls-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, certificate);
  return {
    caFile,
    credentials: () =>
      ServerCredentials.createSsl(null, [{ private_key: Buffer.from(key), cert_chain: Buffer.from(certificate) }]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
