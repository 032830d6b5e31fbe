/** Ends a run with one plain line that any machine can read. */
export default class Summary {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numFailedTestSuites, numRuntimeErrorTestSuites }) {
    // A file that could not be run at all counts as one failure, so that it can never pass for none.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const line = `${numPassedTests} passed, ${numFailedTestSuites > 0 ? Math.max(1, failed) : failed} failed\n`;
    // At the very end, after what other reporters have to say.
    process.on('exit', () => process.stdout.write(line));
  }
}
