import type { Command } from 'commander';
import { readKeptClock, saveAcceptedClock } from '#clock/clock-files.js';
import { describeClock } from '#clock/describe-clock.js';
import { CliError } from '../cli-error.js';
import { judgeKept } from '../kept-clock.js';
import { assertLog, DATA_DIR_OPTION, dataDirOf, logOf } from '../log-location.js';
import { print } from '../print.js';

type Options = Readonly<{ dataDir?: string; json?: true }>;

export const addAcceptClock = (program: Command) => {
  program
    .command('accept-clock')
    .description('Accept the system clock as it is now, after it jumped. The service may keep running.')
    .option(...DATA_DIR_OPTION)
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
The service records nothing while the system clock differs by more than CLOCK_JUMP_SECONDS from the uptime of the machine,
or is as far behind the last event. If the clock is wrong, do not accept it: set it right, and facts are recorded again
without this command. Facts that were recorded by a wrong clock keep its time.

Run it on the machine of the service, as the user of the service. It prints what it accepts. A running service signs what
is in the log, and then records again within seconds. A stopped one does so at its next start.

Example:
  $ rapporteur accept-clock --data-dir /var/lib/rapporteur`,
    )
    .action(({ dataDir, json }: Options) => {
      const folder = dataDirOf(dataDir);
      assertLog(logOf(folder));
      const kept = readKeptClock(folder);
      if (kept === undefined)
        throw new CliError(
          `There is nothing to accept: no service has kept its clock in ${folder} yet. Start the service.`,
        );
      const { isTrusted, jump, behind, time, now } = judgeKept(kept);
      if (!isTrusted) saveAcceptedClock(folder, now);
      if (json)
        return print({
          accepted: !isTrusted,
          clock: instantOf(now.wall),
          byUptime: instantOf(now.wall - jump),
          jumpSeconds: jump / 1_000,
          behindSeconds: behind / 1_000,
        });
      if (isTrusted)
        return print(`There is nothing to accept: the system clock shows ${instantOf(time)}, and it has not jumped.`);
      print(`Accepted: ${describeClock({ jump, behind, time }, kept.bound)}
${behind > 0 ? `New facts get times just after the last event, until the clock has passed it.\n` : ''}A running service records again within seconds, a stopped one after its next start. See /health/ready.`);
    });
};

const instantOf = (ms: number): string => new Date(ms).toISOString();
