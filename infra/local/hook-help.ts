import type { Auth } from '../../lambdas/config/auth-schema.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { secretNames } from '../../lambdas/config/secrets.ts';

/** A secret as a variable of the shell. One that stands in the configuration itself is not printed. */
function shown([secret = '']: readonly string[]): string {
  const [, name] = /^\$\{(\w+)\}$/.exec(secret) ?? [];
  return name === undefined ? 'SECRET' : `$${name}`;
}

interface Credential {
  readonly option: string;
  readonly path: string;
  /** It is a signature, which only the sender can make. */
  readonly isSigned?: true;
}

/** The credential of a source as `curl` arguments and as the end of its path; secrets stay `$NAME`. */
function credential(auth: Auth): Credential {
  switch (auth.scheme) {
    case 'none':
    case 'eventbridge':
      return { option: '', path: '' };
    case 'bearer':
      return { option: ` -H "authorization: Bearer ${shown(auth.secrets)}"`, path: '' };
    case 'header':
      return { option: ` -H "${auth.name}: ${shown(auth.secrets)}"`, path: '' };
    case 'basic':
      return { option: ` -u "${auth.username}:${shown(auth.secrets)}"`, path: '' };
    case 'token':
      return { option: '', path: `/${shown(auth.secrets)}` };
    case 'hmac':
    case 'standardWebhooks':
    case 'sns':
      return { option: '', path: '', isSigned: true };
  }
}

/** Sample payloads to try a hook with. */
const samples: Readonly<Record<string, string>> = {
  akto: 'infra/local/samples/akto.txt',
  accuknox: 'infra/local/samples/accuknox.json',
};

/**
 * One line for each source: its hook URL, and a `curl` command that posts a file to it. Secrets stay `$NAME`, except the
 * given ones of the sample configuration, which are printed.
 */
export const hookHelp = (config: Config, url: string, given: Readonly<Record<string, string>> = {}): string[] =>
  Object.entries(config.sources).map(([id, { type, auth }]) => {
    if (auth.scheme === 'eventbridge')
      return `  ${id.padEnd(12)} (${type} events come by EventBridge, once this is deployed)`;
    const { option, path, isSigned } = credential(auth);
    if (isSigned) return `  ${id.padEnd(12)} ${url}/v1/hooks/${id} (${type} signs what it posts here)`;
    const line = `curl${option} --data-binary @${samples[type] ?? 'FILE'} "${url}/v1/hooks/${id}${path}"`;
    return `  ${id.padEnd(12)} ${line.replace(/\$(\w+)/g, (name, key: string) => given[key] ?? name)}`;
  });

const DEFAULT_URL = 'http://127.0.0.1:8787';

/** What has to be set for a command that takes secrets from the environment. */
const assignments = (auth: Auth, given: Readonly<Record<string, string>>): string =>
  secretNames(auth)
    .flatMap((name) => (given[name] === undefined ? [] : [`${name}=${given[name]} `]))
    .join('');

/**
 * The command that posts a sample to the first source that can be imitated, with its credential; none when there is no such
 * source. Secrets of `given` are printed: the environment does not have them.
 */
export function sendHelp(
  { sources }: Config,
  url: string,
  file: string | undefined,
  given: Readonly<Record<string, string>> = {},
): string[] {
  const source = Object.entries(sources).find(([, { auth }]) => !['eventbridge', 'sns'].includes(auth.scheme));
  if (source === undefined) return [];
  const config = file === undefined || file === 'tocsin.yaml' ? '' : ` --config ${file}`;
  const address = url === DEFAULT_URL ? '' : ` --url ${url}`;
  return [
    `Try one: ${assignments(source[1].auth, given)}npx --no tocsin send ${source[0]} --sample${config}${address}`,
  ];
}
