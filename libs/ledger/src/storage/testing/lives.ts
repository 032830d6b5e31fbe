import * as fc from 'fast-check';
import { LedgerBroken } from '../ledger-broken.js';
import { Killed, Life, type When } from './life.js';

const MINUTE = 60_000;

/** What happens to an honest service. */
export type Step =
  | Readonly<{ do: 'record' | 'sign' | 'restart' | 'die' | 'hide' | 'return' }>
  | Readonly<{ do: 'wait'; ms: number }>
  | Readonly<{ do: 'record-killed' | 'sign-killed' | 'change-key-killed'; when: When }>
  | Readonly<{ do: 'change-key' | 'move' | 'back-up' | 'restore' }>;

export const steps = fc.array(
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
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('change-key', 'move', 'back-up', 'restore' as const) }) },
  ),
  { maxLength: 25, size: 'max' },
) as fc.Arbitrary<readonly Step[]>;

/**
 * Starts again as an operator does: the disk is back. A log that was restored from an older backup lacks what its ledger has
 * signed: only then may the start be refused, with the command that accepts it.
 */
const startAgain = async (life: Life, mayLack = false): Promise<void> => {
  life.returnLedger();
  try {
    await life.start();
  } catch (error) {
    const isNamed = mayLack && REFUSAL.test((error as Error).message);
    if (!(error instanceof LedgerBroken) || !isNamed) throw error;
    await life.acceptLoss();
    await life.start();
  }
};
const REFUSAL = /: (event|those from) \d+ .*lost\..*"rapporteur accept-loss --help"/;

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
      return startAgain(life);
    case 'die':
      await life.die();
      return startAgain(life);
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
      return startAgain(life);
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
      return startAgain(life);
    case 'back-up':
      return life.backUp();
    case 'move':
      life.returnLedger();
      await life.stop();
      await life.move();
      return startAgain(life);
    case 'restore':
      life.returnLedger();
      await life.stop();
      return startAgain(life, life.restore());
  }
};

/** A life from its first start to its last stop. @throws an error if a start fails that must not */
export const live = async (drawn: readonly Step[]): Promise<void> => {
  const life = new Life();
  try {
    await life.start();
    for (const step of drawn) await take(life, step);
    await life.die();
    await startAgain(life);
    if (life.ledger.unsignedFacts.oldest !== undefined) throw new Error('what was found at the start is not signed');
    await life.stop();
  } finally {
    life.remove();
  }
};
