/** 0 done, 1 the command failed, 2 wrong usage or could not start. */
export type ExitCode = 1 | 2;

/** Ends the program with a message that says what to do next. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = 1,
  ) {
    super(message);
    this.name = CliError.name;
  }
}
