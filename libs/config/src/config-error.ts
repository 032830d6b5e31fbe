/** All that is wrong with the settings, a line each. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = ConfigError.name;
  }
}
