import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Variables } from '../../config/env.ts';
import { isFields } from '../../domain/values/json-fields.ts';
import { bounded } from '../bounded-client.ts';
import { clientOptions } from '../client-options.ts';

/** `arn:aws:secretsmanager:REGION:…` names its region itself. */
const regionOf = (secret: string): Variables => {
  const [, region] = /^arn:[\w-]+:secretsmanager:([a-z0-9-]+):/.exec(secret) ?? [];
  return region === undefined ? {} : { AWS_REGION: region };
};

const clientFor = (secret: string, variables: Variables) =>
  bounded(new SecretsManagerClient(clientOptions({ ...variables, ...regionOf(secret) }, 'SECRETS_MANAGER')));

type Values = Readonly<Record<string, unknown>>;

/** The message of a parse error would quote the secret, so it is replaced. */
function valuesIn(text: string): Values {
  try {
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return value;
  } catch {
    // The error is thrown below, without the content of the secret.
  }
  throw new Error('the secret is not a JSON object of names and texts: set it as {"NAME": "value"}');
}

/** A secret that was made and never filled has no value yet. */
async function read(secret: string, client: ReturnType<typeof clientFor>): Promise<Values> {
  try {
    const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
    return valuesIn(SecretString);
  } catch (error) {
    const isEmpty = error instanceof Error && /can't find the specified secret value/.test(error.message);
    if (isEmpty) return {};
    throw error;
  }
}

/** A name, its value, and the variables that the AWS client is configured by. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly variables: Variables;
}

/** Sets one name in the JSON object of a secret; the other names stay. */
export async function setInSecret(secret: string, { name, value, variables }: Setting): Promise<void> {
  const client = clientFor(secret, variables);
  const values = await read(secret, client);
  await client.send(
    new PutSecretValueCommand({ SecretId: secret, SecretString: JSON.stringify({ ...values, [name]: value }) }),
  );
}

/** The names that have a value in a secret. */
export async function namesInSecret(secret: string, variables: Variables): Promise<readonly string[]> {
  const values = await read(secret, clientFor(secret, variables));
  return Object.keys(values).filter((name) => typeof values[name] === 'string' && values[name] !== '');
}
