import { openCheckpoint } from '#ledger/checkpoint.js';
import { noteVerifier } from '#ledger/signed-note.js';
import type { Asked } from './service.js';

export type Described = { origin: string; verifierKey: string; size: number; root: string };
export type Inclusion = {
  index: number;
  size: number;
  root: string;
  proof: string[];
  entry: string;
  salt: string;
  event: { id: string; stream: string; revision: number; type: string; data: object; metadata: object };
  checkpoint?: string;
};
export type Consistency = { from: number; to: number; proof: string[]; checkpoint: string };

/** What an auditor asks any service. An auditor trusts only the key that they were given. */
export const auditorAt = (service: () => Asked) => {
  const get = async <T>(path: string) => (await service().get(`/v1/audit/${path}`)).body as T;
  const described = () => get<Described>('ledger');
  const checkpoint = async () => (await service().get('/v1/audit/checkpoint')).text;
  const opened = async (note: string) => openCheckpoint(note, [noteVerifier((await described()).verifierKey)]);
  return { get, described, checkpoint, opened };
};
