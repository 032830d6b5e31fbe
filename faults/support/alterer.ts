import { alterAs } from './alterations.js';

/** What a process of its own is asked to alter: somebody else than the service, with locks and files of their own. */
export type AlterRequest = Readonly<{
  id: number;
  name: string;
  dataDir: string;
  stages: readonly string[];
  seed: number;
}>;
export type AlterAnswer = Readonly<{ id: number; what?: string | undefined; error?: string }>;

process.on('message', ({ id, name, dataDir, stages, seed }: AlterRequest) => {
  const answer = (): AlterAnswer => {
    try {
      return { id, what: alterAs(name, dataDir, stages, seed) };
    } catch (error) {
      return { id, error: (error as Error).stack ?? String(error) };
    }
  };
  process.send!(answer());
});
process.on('disconnect', () => process.exit());
