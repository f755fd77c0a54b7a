import { isDeepStrictEqual } from 'node:util';
import type { Variables } from '../config/env.ts';
import { bounded } from '../store/bounded-client.ts';
import { clientOptions } from '../store/client-options.ts';

/** Values by name. Never logged, never part of an error. */
export type Secrets = Readonly<Record<string, string | undefined>>;

/** A rotated secret is used after this time at the latest. Each running function asks so often, at $0.05 for 10,000 times. */
const FRESH_MS = 60_000;
/** After a refresh that failed. */
const AGAIN_MS = 10_000;

async function fetchSecret(arn: string, variables: Variables): Promise<Secrets> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = bounded(new SecretsManagerClient(clientOptions(variables, 'SECRETS_MANAGER')));
  const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  return parseSecret(SecretString);
}

/** The message of a parse error would quote the secret, so it is replaced. */
function parseSecret(text: string): Secrets {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      );
    }
  } catch {
    // The error is thrown below, without the content of the secret.
  }
  throw new Error('the secret is not a JSON object of names and texts: set it as {"NAME": "value"}');
}

const isSame = (before: Secrets | undefined, now: Secrets): before is Secrets =>
  before !== undefined && isDeepStrictEqual(before, now);

/**
 * Reads the secrets of one side: from its one secret in Secrets Manager when `TOCSIN_SECRET_ARN` is set, else from the
 * environment. The values are kept for a minute; when a refresh fails, the last ones stay in use. The same values are the same object,
 * so that what is made of them stays.
 */
export function createSecrets(variables: Variables): () => Promise<Secrets> {
  const arn = variables['TOCSIN_SECRET_ARN'];
  if (arn === undefined || arn === '') return async () => variables;
  let kept: { readonly secrets: Secrets; readonly untilMs: number } | undefined;
  return async () => {
    if (kept !== undefined && Date.now() < kept.untilMs) return kept.secrets;
    try {
      const secrets = await fetchSecret(arn, variables);
      kept = { secrets: isSame(kept?.secrets, secrets) ? kept.secrets : secrets, untilMs: Date.now() + FRESH_MS };
    } catch (error) {
      if (kept === undefined) throw error;
      kept = { secrets: kept.secrets, untilMs: Date.now() + AGAIN_MS };
    }
    return kept.secrets;
  };
}
