import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Projector } from '#read-models/projector/projector.js';
import { viewsFile } from '#read-models/projector/views-file.js';
import { Views, ViewsDamaged } from '../log/views.js';
import { KeptAnswers } from '../query/kept-answers.js';
import type { Opening } from './opening.js';

/** How long the look at every page of the views waits for those who wait for a page themselves. */
const PAGES_FIRST_MS = 1_000;

export type OpenViews = Readonly<{ views: Views; kept: KeptAnswers; projector: Projector }>;

/**
 * Starts the projection, and opens the views that are there already.
 * @param soundLog rejects if the log is not what was recorded
 * @param indexed resolves when the log is indexed: the views are compared with it after that
 */
export const openViews = async (
  { config, logConfig, log, closing, onFailure, listening }: Opening,
  soundLog: Promise<unknown>,
  indexed: Promise<void>,
): Promise<OpenViews> => {
  const views: Views = new Views(config.dataDir, config.ladder, {
    isProven: () => projector.isProven,
    writtenOf: (names) => projector.writtenOf(names),
    assertHeld: () => projector.assertHeld(),
    reportDamage: (why) => projector.reportDamage(why),
  });
  const kept = new KeptAnswers();
  const projector: Projector = await Projector.start({
    ...logConfig,
    log,
    onFailure,
    onReplaced: () => {
      views.close();
      kept.clear();
    },
    onProven: () => kept.clear(),
    checkEveryMs: config.viewsCheckSeconds * 1_000,
    checksAfter: indexed,
    logChecked: soundLog,
    // The first pages come before it: a process takes as long to start as a page.
    readsAfter: listening.then(() => sleep(PAGES_FIRST_MS, undefined, { ref: false })),
  });
  closing.push(() => projector.stop());
  closing.push(() => views.close());
  // While they are made from a long log there are none, and `onReplaced` tells when that has changed.
  if (existsSync(viewsFile(config.dataDir))) openNow(views);
  return { views, kept, projector };
};

/** What is damaged is closed again, and opened when there is another. */
const openNow = (views: Views): void => {
  try {
    views.open();
  } catch (error) {
    if (!(error instanceof ViewsDamaged)) throw error;
  }
};
