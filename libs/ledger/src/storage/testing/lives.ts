import * as fc from 'fast-check';
import { LedgerBroken } from '../ledger-broken.js';
import { BOUND, type Earlier, Killed, Life, type When } from './life.js';

const MINUTE = 60_000;

/** What happens to an honest service. */
export type Step =
  | Readonly<{ do: 'record' | 'sign' | 'restart' | 'die' | 'hide' | 'return' }>
  | Readonly<{ do: 'wait'; ms: number }>
  | Readonly<{ do: 'record-killed' | 'sign-killed' | 'change-key-killed'; when: When }>
  | Readonly<{ do: 'change-key' | 'move' | 'move-to-new-ledger' | 'back-up' | 'restore' }>;

/** What happens to a record. `earlier`: it was begun by an earlier version, and the first start is an upgrade. */
export type DrawnLife = Readonly<{ earlier: Earlier | undefined; steps: readonly Step[] }>;

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('record' as const) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(2 * MINUTE) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(2_000 * MINUTE) }) },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constantFrom('sign', 'restart', 'die', 'hide', 'return' as const) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom('record-killed', 'sign-killed', 'change-key-killed' as const),
        when: fc.constantFrom<When>('before', 'after'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom('change-key', 'move', 'move-to-new-ledger', 'back-up', 'restore' as const),
      }),
    },
  ),
  { maxLength: 25, size: 'max' },
) as fc.Arbitrary<readonly Step[]>;

export const drawnLives: fc.Arbitrary<DrawnLife> = fc.record({
  earlier: fc.option(fc.record({ signed: fc.nat(3), unsigned: fc.nat(3), pause: fc.nat(2 * MINUTE) }), {
    nil: undefined,
  }),
  steps,
});

/**
 * Starts as an operator does: the disk is back. `refusal`: what the start may be refused with. It names the command that accepts
 * what is wrong.
 */
const start = async (life: Life, refusal?: RegExp): Promise<void> => {
  life.returnLedger();
  try {
    await life.start();
  } catch (error) {
    const isNamed = refusal?.test((error as Error).message) === true;
    if (!(error instanceof LedgerBroken) || !isNamed) throw error;
    await life.acceptLoss();
    await life.start();
  }
};
/** A log that was restored from an older backup lacks what its ledger has signed. */
const LOST = /: (event|those from) \d+ .*lost\..*"rapporteur accept-loss --help"/;
/** An earlier version went on recording, however long it could not sign. */
const UNCOVERED = /^event \d+ of the log \(.*"rapporteur accept-loss/;

/** Whether the facts that an earlier version did not sign span more time than this version allows. */
const isUncovered = ({ unsigned, pause }: Earlier): boolean =>
  (unsigned - 1) * pause > (BOUND.signingBound + BOUND.signingInterval) * 1_000;

const take = async (life: Life, step: Step): Promise<void> => {
  switch (step.do) {
    case 'record':
      return void (await life.record());
    case 'wait':
      return void (life.now += step.ms);
    case 'sign':
      return life.sign();
    case 'hide':
      return life.hideLedger();
    case 'return':
      return life.returnLedger();
    case 'restart':
      await life.stop();
      return start(life);
    case 'die':
      await life.die();
      return start(life);
    case 'record-killed':
    case 'sign-killed':
      life.kill = { of: step.do === 'record-killed' ? 'fact' : 'checkpoint', when: step.when };
      try {
        await (step.do === 'record-killed' ? life.record() : life.sign());
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
      life.kill = undefined;
      await life.die();
      return start(life);
    case 'change-key':
    case 'change-key-killed':
      life.returnLedger();
      if (step.do === 'change-key-killed') life.kill = { of: 'origin', when: step.when };
      try {
        await life.changeKey();
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
      life.kill = undefined;
      return start(life);
    case 'back-up':
      return life.backUp();
    case 'move':
    case 'move-to-new-ledger':
      life.returnLedger();
      await life.stop();
      await life.move({ toNewLedger: step.do === 'move-to-new-ledger' });
      return start(life);
    case 'restore':
      life.returnLedger();
      await life.stop();
      return start(life, life.restore() ? LOST : undefined);
  }
};

/** A life from its first start to its last stop. @throws an error if a start fails that must not */
export const live = async ({ earlier, steps }: DrawnLife): Promise<void> => {
  const life = new Life();
  try {
    if (earlier !== undefined) await life.beginEarlier(earlier);
    await start(life, earlier && isUncovered(earlier) ? UNCOVERED : undefined);
    for (const step of steps) await take(life, step);
    await life.die();
    await start(life);
    if (life.ledger.unsignedFacts.oldest !== undefined) throw new Error('what was found at the start is not signed');
    await life.stop();
  } finally {
    life.remove();
  }
};
