import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../context.ts';
import { setVariable } from '../env-file.ts';
import { CliError, exitCode } from '../errors.ts';
import { acts, type Register } from '../register.ts';
import type { CheckOptions } from '../secrets-check.ts';
import { examples, withOutput } from '../shared-options.ts';

const FILE = '.env';
const LONGEST = 64 * 1024;

function nameOf(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(text)) return text;
  throw new InvalidArgumentError(`write the name as in \${NAME} of tocsin.yaml: letters, digits and _.`);
}

/** The value from the terminal or standard input; never from the command line, where other users can read it. */
async function readValue(name: string, { io }: Context): Promise<string> {
  const value = (await io.secret(`value of ${name}: `)).replace(/\r?\n$/, '');
  if (value === '' || value.length > LONGEST)
    throw new CliError(
      `secrets set: found ${value.length} characters on standard input; allowed: 1 to ${LONGEST}`,
      exitCode.misuse,
    );
  return value;
}

interface SetOptions {
  readonly secret?: string;
}

async function set(name: string, { secret }: SetOptions, context: Context): Promise<undefined> {
  const value = await readValue(name, context);
  if (secret === undefined) {
    setVariable(FILE, name, value);
    context.io.err(`${name} is set in ${FILE}; a running npm start takes it at once`);
    return undefined;
  }
  const { setInSecret } = await import('../../../lambdas/store/secrets-manager/secret.ts');
  await setInSecret(secret, { name, value, variables: context.environment() });
  context.io.err(`${name} is set in ${secret}; it is in use within a minute`);
  return undefined;
}

function addSet(parent: Command, context: Context): void {
  parent
    .command('set')
    .description(
      'sets a secret, read from the terminal or standard input: in .env, or in a secret of AWS Secrets Manager',
    )
    .argument('<name>', `NAME of \${NAME} in tocsin.yaml`, nameOf)
    .option(
      '--secret <arn>',
      'on AWS: the secret of the sources or of the destinations, as the outputs of the stack name it',
    )
    .addHelpText(
      'after',
      examples('tocsin secrets set SLACK_WEBHOOK_URL', 'tocsin secrets set AKTO_HOOK_TOKEN --secret ARN < token.txt'),
    )
    .action(acts(context, (name: string, options: SetOptions) => set(name, options, context)));
}

function addCheck(parent: Command, context: Context): void {
  const command = parent
    .command('check')
    .description('lists the secrets that the configuration names, and whether each is set; no value is shown')
    .option('--config <file>', 'the configuration', 'tocsin.yaml')
    .option('--secret <arn...>', 'on AWS: look in these secrets instead of the environment and .env')
    .addHelpText(
      'after',
      examples('tocsin secrets check', 'tocsin secrets check --secret SOURCES_ARN DESTINATIONS_ARN'),
    )
    .action(
      acts(context, async (options: CheckOptions) => {
        const { checkSecrets } = await import('../secrets-check.ts');
        return checkSecrets(options, context);
      }),
    );
  withOutput(command);
}

/** `tocsin secrets set|check`. */
export const secrets: Register = (program, context) => {
  const parent = program
    .command('secrets')
    .description('sets secrets, and checks which are missing')
    .addHelpText('after', examples('tocsin secrets check', 'tocsin secrets set SLACK_WEBHOOK_URL'));
  addSet(parent, context);
  addCheck(parent, context);
};
