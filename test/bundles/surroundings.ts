import type { FunctionName } from '../../infra/aws/bundle.ts';
import { startSandbox } from '../../infra/sandbox/server/server.ts';
import { startEmulators } from '../emulators/emulators.ts';
import { deployedFunctions, secretArn, type Template } from './deployed.ts';
import { type Surroundings, secretsFor } from './pipeline.ts';
import { startSecretsStore } from './secrets-store.ts';

export interface Props {
  readonly template: Template;
  readonly client: readonly string[];
  readonly folderOf: (name: FunctionName, assetPath: string) => string;
}

/** Emulators, a stand-in for Secrets Manager and a sandbox that receives, for functions as the template has them. */
export async function surround({
  template,
  client,
  folderOf,
}: Props): Promise<Surroundings & { close(): Promise<void> }> {
  const emulators = await startEmulators();
  const sandbox = await startSandbox({});
  const secrets = await startSecretsStore(
    secretsFor(secretArn('SecretsSources'), secretArn('SecretsDestinations'), sandbox.endpoints.slackWebhookUrl),
  );
  const extra = {
    AWS_ENDPOINT_URL_SQS: emulators.sqsUrl,
    AWS_ENDPOINT_URL_S3: emulators.sqsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: emulators.dynamodbUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://${secrets.host}`,
    TOCSIN_ALLOW_LOOPBACK: 'yes',
  };
  return {
    client,
    emulators,
    extra,
    functions: deployedFunctions(template, emulators, folderOf),
    async close() {
      await Promise.all([secrets.close(), sandbox.close(), emulators.close()]);
    },
  };
}
