import { type Command, Option } from 'commander';
import { SETTINGS } from '#config/config.js';
import { fileVariableOf, secretsIn } from '#config/secret-files.js';

/** The main file of the server in the build output. By address, because apps must not import each other. */
export const SERVER = new URL('../../../../bin/service.js', import.meta.url);

const nameOf = (setting: string) => setting.toLowerCase().replaceAll('_', '-');
const optionOf = (setting: string) => nameOf(setting).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const environment = () =>
  SETTINGS.map(
    ({ name, fallback, help }) => `  ${name.padEnd(WIDTH)}${help}${fallback === '' ? '' : ` (${fallback})`}`,
  ).join('\n');
const WIDTH = Math.max(...SETTINGS.map(({ name }) => name.length)) + 2;

export const addServe = (program: Command) => {
  const verb = program.command('serve').description('Run the service until it is stopped (Ctrl-C, SIGTERM).');
  for (const { name, fallback, help, isSecret } of SETTINGS) {
    // All users of the machine can see a command line.
    if (isSecret) continue;
    verb.addOption(
      new Option(`--${nameOf(name)} <value>`, `${help}${fallback === '' ? '' : ` (default: ${fallback})`}`),
    );
  }
  verb
    // The service runs in this process and reads the flag itself.
    .option('--json', 'log JSON lines on a terminal too')
    .addHelpText(
      'after',
      `
Environment variables, all optional; a flag takes precedence:
${environment()}

A secret can be read from a file. Set the path of the file instead of the secret:
${secretsIn(SETTINGS)
  .map((setting) => `  ${fileVariableOf(setting)}`)
  .join('\n')}

Examples:
  $ rapporteur serve
  $ rapporteur serve --port 8080 --data-dir /var/lib/rapporteur
  $ LOG_LEVEL=warn rapporteur serve`,
    )
    .action(async (options: Record<string, string | boolean>) => {
      for (const { name } of SETTINGS) {
        const value = options[optionOf(name)];
        if (typeof value === 'string') process.env[name] = value;
      }
      await import(SERVER.href);
    });
};
