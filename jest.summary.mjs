import { relative } from 'node:path';

/** So many of the files that took the longest are listed. */
const LONGEST = 15;

/** Ends a run with the files that took the longest, and with one plain line that any machine can read. */
export default class Summary {
  onRunComplete(
    _contexts,
    { testResults, numPassedTests, numFailedTests, numFailedTestSuites, numRuntimeErrorTestSuites },
  ) {
    // A file that could not be run at all counts as one failure, so that it can never pass for none.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const line = `${numPassedTests} passed, ${numFailedTestSuites > 0 ? Math.max(1, failed) : failed} failed\n`;
    const longest = testResults
      .map(({ testFilePath, displayName, perfStats }) => ({
        file: `${displayName?.name ?? ''} ${relative('dist', testFilePath)}`,
        seconds: Math.round((perfStats.end - perfStats.start) / 1000),
      }))
      .toSorted((one, other) => other.seconds - one.seconds)
      .slice(0, LONGEST)
      .map(({ file, seconds }) => `${String(seconds).padStart(5)} s  ${file}\n`);
    // At the very end, after what other reporters have to say.
    process.on('exit', () => process.stdout.write(`\nWhat took longest:\n${longest.join('')}\n${line}`));
  }
}
