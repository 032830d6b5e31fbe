import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { asLines, fileOf, parties, randomOf } from './audit/testing/sample.js';
import { verifyAudit } from './audit/verify-audit.js';
import { verifyLog } from './audit/verify-log.js';
import { canonicalJson } from './canonical.js';
import { type CheckpointProblem, isAboutLog, RecordedCheckpoints } from './recorded-checkpoints.js';
import { LogWithCheckpoints } from './testing/log-with-checkpoints.js';

/** What a reader finds who trusts the key of the last origin. */
const checked = ({ events, owner }: LogWithCheckpoints, keys = [owner.logKey]) => {
  const checkpoints = new RecordedCheckpoints(keys);
  for (const { entry, stream, data } of events)
    checkpoints.take(entry, isAboutLog(stream) ? { stream, data: JSON.parse(data) } : undefined);
  return checkpoints;
};
/** Later checkpoints cover what was altered, too, so they may not hold either. */
const firstProblemIn = (log: LogWithCheckpoints) => {
  const [{ code, index }] = checked(log).problems.toSorted((one, other) => one.index - other.index) as [
    CheckpointProblem,
  ];
  return [code, index];
};

/** A log of six checkpoints, each after some facts. */
const sixCheckpoints = () => {
  const log = new LogWithCheckpoints(randomOf(11));
  for (let n = 0; n < 6; n += 1) log.facts(n + 1).checkpoint(n % 2);
  return log;
};
const noteAt = (log: LogWithCheckpoints, index: number) =>
  (JSON.parse(log.events[index]!.data) as { note: string }).note;

/** What somebody does to a log, and what is found. `at`: which of the checkpoints. */
const FORGERIES: readonly (readonly [
  what: string,
  code: string,
  at: number,
  forge: (log: LogWithCheckpoints, places: readonly number[]) => void,
])[] = [
  [
    'whose size was altered',
    'recorded-checkpoint-signature-invalid',
    2,
    (log, places) => log.alter(places[2]!, log.events[places[2]!]!.data.replace(/\\n(\d+)\\n/, '\\n1$1\\n')),
  ],
  [
    'that another key of the same name has signed',
    'recorded-checkpoint-signature-invalid',
    3,
    (log, places) => {
      const stranger = parties('record.example.org/talks');
      log.alter(places[3]!, canonicalJson({ note: stranger.sign(log.events.slice(0, places[3])) }));
    },
  ],
  ['that is no note', 'recorded-checkpoint-malformed', 1, (log, places) => log.alter(places[1]!, '{"note":"none"}')],
  ['that has no note', 'recorded-checkpoint-malformed', 1, (log, places) => log.alter(places[1]!, '{}')],
  [
    'that was swapped with a later one',
    'recorded-checkpoint-moved',
    1,
    (log, places) => {
      const [one, other] = [log.events[places[1]!]!.data, log.events[places[4]!]!.data];
      log.alter(places[1]!, other);
      log.alter(places[4]!, one);
    },
  ],
  [
    'behind one that was replaced by the one before it',
    'recorded-checkpoint-differs',
    4,
    (log, places) => log.alter(places[3]!, log.events[places[2]!]!.data),
  ],
  [
    'behind a fact that was altered',
    'recorded-checkpoint-differs',
    2,
    (log, places) => log.alter(places[1]! + 1, '{"title":"What never was"}'),
  ],
  [
    'behind one that was removed',
    'recorded-checkpoint-differs',
    3,
    (log, places) => void log.events.splice(places[2]!, 1),
  ],
];

describe('the checkpoints in an honest log', () => {
  it('all hold, whatever was recorded between them and whichever keys signed it', () => {
    const step = fc.oneof(
      fc.record({ facts: fc.integer({ min: 1, max: 9 }), later: fc.nat(3) }),
      fc.record({ change: fc.constant(true) }),
    );
    fc.assert(
      fc.property(fc.nat(), fc.array(step, { maxLength: 20 }), (seed, steps) => {
        const log = new LogWithCheckpoints(randomOf(seed));
        for (const drawn of steps)
          if ('change' in drawn) log.change();
          else log.facts(drawn.facts).checkpoint(drawn.later);
        const checkpoints = checked(log);
        expect(checkpoints.problems).toEqual([]);
        expect(checkpoints.counts()).toEqual({ verified: log.checkpoints.length, unverified: 0 });
      }),
      { numRuns: 50 },
    );
  });

  it('hold if an instance appends one after one of another instance that covers as much, or more', () => {
    const log = sixCheckpoints();
    const { length } = log.events;
    for (const size of [length, length - 3, length, 1, length - 9]) log.facts(1).checkpoint(0, size);
    log.facts(1).checkpoint();
    expect(checked(log).problems).toEqual([]);
    expect(checked(log).counts()).toEqual({ verified: 12, unverified: 0 });
  });

  it('hold over thousands of events without a checkpoint', () => {
    const log = new LogWithCheckpoints(randomOf(3)).facts(2_500).checkpoint().facts(7_000).checkpoint().facts(1);
    expect(checked(log.checkpoint()).counts()).toEqual({ verified: 3, unverified: 0 });
  });

  it('are counted apart where no key is known for them', () => {
    const log = sixCheckpoints();
    expect(checked(log, []).counts()).toEqual({ verified: 0, unverified: 6 });
    log.change().facts(2).checkpoint();
    expect(checked(log, [log.owners[0]!.logKey]).counts()).toEqual({ verified: 6, unverified: 1 });
    expect(checked(log).counts()).toEqual({ verified: 7, unverified: 0 });
    expect(checked(log, [parties('record.example.org/other').logKey]).counts()).toEqual({ verified: 0, unverified: 7 });
  });
});

describe('a checkpoint in the log does not hold', () => {
  it.each(FORGERIES)('%s', (_, code, at, forge) => {
    const log = sixCheckpoints();
    const places = log.checkpoints;
    forge(log, places);
    // One that was removed is missed by the next.
    const shift = log.checkpoints.length < places.length ? 1 : 0;
    expect(firstProblemIn(log)).toEqual([code, places[at]! - shift]);
  });

  it('if it covers less than the one before, and signs other events', () => {
    const log = sixCheckpoints();
    const place = log.facts(3).events.length;
    const other = new LogWithCheckpoints(randomOf(12)).facts(place - 2);
    log.checkpoint();
    const at = log.events.length;
    log.checkpoint();
    log.alter(at, canonicalJson({ note: log.owner.sign(other.events) }));
    expect(firstProblemIn(log)).toEqual(['recorded-checkpoint-differs', at]);
  });

  it('if it covers less than all of the last sixteen', () => {
    const log = sixCheckpoints();
    for (let n = 0; n < 16; n += 1) log.facts(1).checkpoint();
    const at = log.events.length;
    log.checkpoint(0, 5);
    expect(firstProblemIn(log)).toEqual(['recorded-checkpoint-moved', at]);
  });

  it('if it was signed by a stranger, before the key was changed', () => {
    const log = sixCheckpoints();
    const place = log.checkpoints[2]!;
    log.alter(place, canonicalJson({ note: parties('record.example.org/talks').sign(log.events.slice(0, place)) }));
    for (let n = 0; n < 2; n += 1) log.change().facts(3).checkpoint();
    expect(firstProblemIn(log)).toEqual(['recorded-checkpoint-signature-invalid', place]);
  });

  it('if it is in the stream of another origin', () => {
    const log = sixCheckpoints().change().facts(2).checkpoint().facts(1).checkpoint();
    const [old, moved] = [log.checkpoints[0]!, log.checkpoints.at(-1)!];
    log.alter(moved, canonicalJson({ note: noteAt(log, old) }));
    expect(firstProblemIn(log)).toEqual(['recorded-checkpoint-moved', moved]);
  });
});

describe('a loss that was accepted', () => {
  const forged = () => {
    const log = sixCheckpoints();
    log.alter(log.checkpoints[1]! + 1, '{"title":"What never was"}');
    return log;
  };
  it('explains checkpoints before it, and none after it', () => {
    const log = forged().change(sixCheckpoints().owner.sign([])).facts(2).checkpoint();
    expect(checked(log).problems).toHaveLength(1);
    expect(checked(log).problemsNotAccepted).toEqual([]);
    log.alter(log.checkpoints.at(-1)!, '{}');
    expect(checked(log).problemsNotAccepted).toMatchObject([{ index: log.checkpoints.at(-1) }]);
  });
  it('is not the change of a key', () => {
    const log = forged().change().facts(2).checkpoint();
    expect(checked(log).problemsNotAccepted).toHaveLength(1);
  });
});

describe('a log of which very many checkpoints do not hold', () => {
  const wrong = (checkpoints: RecordedCheckpoints, count: number) => {
    for (let n = 0; n < count; n += 1) checkpoints.take('00'.repeat(32), { stream: NO_NOTE, data: {} });
  };
  const NO_NOTE = sixCheckpoints().events.find(({ stream }) => isAboutLog(stream))!.stream;

  it('has the first hundred named and the rest counted', async () => {
    const checkpoints = new RecordedCheckpoints([]);
    wrong(checkpoints, 250);
    expect([checkpoints.problems.length, checkpoints.problems.at(-1)!.index, checkpoints.more]).toEqual([100, 99, 150]);
    expect(checkpoints.problemsNotAccepted).toHaveLength(100);

    const log = sixCheckpoints();
    for (let n = 0; n < 130; n += 1) log.alter(log.facts(1).checkpoint().checkpoints.at(-1)!, '{}');
    const { findings, more } = await verifyAudit(asLines(await fileOf(log.events, log.owner.sign(log.events))), {
      logKeys: [log.owner.logKey],
    });
    expect([findings.length, more]).toEqual([100, 30]);
  });
  it('has a new count after a loss that was accepted', () => {
    const lost = sixCheckpoints().change(sixCheckpoints().owner.sign([])).events.at(-1)!;
    const checkpoints = new RecordedCheckpoints([]);
    wrong(checkpoints, 120);
    checkpoints.take('00'.repeat(32), { stream: lost.stream, data: JSON.parse(lost.data) });
    expect(checkpoints.problemsNotAccepted).toEqual([]);
    wrong(checkpoints, 1);
    expect(checkpoints.problemsNotAccepted).toMatchObject([{ index: 121 }]);
  });
});

describe('an auditor', () => {
  it.each(FORGERIES)(
    'finds a checkpoint %s, even if the owner of the key has signed all of it anew',
    async (_, code, __, forge) => {
      const log = sixCheckpoints();
      forge(log, log.checkpoints);
      const trust = { logKeys: [log.owner.logKey] };
      const signed = log.owner.sign(log.events);
      for (const { holds, findings } of [
        verifyLog(log.events, trust, { checkpoint: signed }),
        await verifyAudit(asLines(await fileOf(log.events, signed)), trust),
      ]) {
        expect(holds).toBe(false);
        expect(findings.map((finding) => finding.code)).toContain(code);
      }
    },
  );

  it('learns how many hold, and sees none of them in a file that withholds them', async () => {
    const log = sixCheckpoints();
    const [trust, signed] = [{ logKeys: [log.owner.logKey] }, log.owner.sign(log.events)];
    expect(verifyLog(log.events, trust, { checkpoint: signed })).toMatchObject({
      holds: true,
      figures: { checkpoints: { verified: 6, unverified: 0 } },
    });
    expect(verifyLog(log.events, { logKeys: [] })).toMatchObject({
      holds: true,
      figures: { checkpoints: { verified: 0, unverified: 6 } },
    });
    const file = await fileOf(log.events, signed, { shows: ({ stream }) => !isAboutLog(stream) });
    const { holds, figures } = await verifyAudit(asLines(file), trust);
    expect([holds, figures.checkpoints]).toEqual([true, undefined]);
  });
});
