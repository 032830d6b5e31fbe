import { SqliteEventStore } from '../sqlite-event-store.js';
import { event, say, told } from './events.js';

/** Appends several events at a time in rounds, continues after errors, and reports the result of each append. */
const [dataDir, rounds, atATime, size] = process.argv.slice(2);

const opened = (() => {
  try {
    return SqliteEventStore.open(dataDir!, { mode: 'owner', onFailure: ({ message }) => say({ failure: message }) });
  } catch (error) {
    say({ refused: told(error) });
    return undefined;
  }
})();

if (opened) {
  const store = opened;
  const attempt = async (stream: string) => {
    const one = event(JSON.stringify('x'.repeat(Number(size))));
    try {
      const { position } = await store.append(stream, [one], { expected: 'no-stream' });
      say({ id: one.id, position });
    } catch (error) {
      say({ id: one.id, ...told(error) });
    }
  };
  for (let round = 0; round < Number(rounds); round++)
    await Promise.all(Array.from({ length: Number(atATime) }, (_, n) => attempt(`meeting-${round}-${n}`)));
  say({ figures: store.counters(), stopped: store.failure !== undefined });
  // Without closing, like a service that must stop at once.
  process.exit(0);
}
