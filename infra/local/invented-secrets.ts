import { randomBytes } from 'node:crypto';
import type { Variables } from '../../lambdas/config/env.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { secretNames } from '../../lambdas/config/secrets.ts';

type Secrets = Readonly<Record<string, string>>;

/** Standard Webhooks wants its secrets in this form (https://www.standardwebhooks.com). */
const forStandardWebhooks = (value: string): string => `whsec_${Buffer.from(value).toString('base64')}`;

/** Makes up the secrets of sources that are not set, the same at every call, so that the sandbox can be tried without any. */
export function createInventedSecrets(): (config: Pick<Config, 'sources'>, known: Variables) => Secrets {
  const made = new Map<string, string>();
  const secretFor = (name: string, isStandard: boolean): string => {
    const plain = `sandbox-${randomBytes(12).toString('hex')}`;
    const value = made.get(name) ?? (isStandard ? forStandardWebhooks(plain) : plain);
    made.set(name, value);
    return value;
  };
  return ({ sources }, known) =>
    Object.fromEntries(
      Object.values(sources).flatMap(({ auth }) =>
        secretNames(auth)
          .filter((name) => (known[name] ?? '') === '')
          .map((name) => [name, secretFor(name, auth.scheme === 'standardWebhooks')]),
      ),
    );
}
