import type { Variables } from '../core/env.ts';

/** What all AWS clients share: a region, an emulator's address when there is one, and patience in small portions. */
export interface ClientOptions {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/**
 * Options for one service's client. `AWS_ENDPOINT_URL_<SERVICE>` is the SDK's own name for another address
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html); emulators take any credentials.
 */
export function clientOptions(
  variables: Variables,
  service: 'SQS' | 'S3' | 'DYNAMODB' | 'SECRETS_MANAGER',
): ClientOptions {
  const endpoint = variables[`AWS_ENDPOINT_URL_${service}`];
  const region = variables['AWS_REGION'];
  return {
    maxAttempts: 4,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}
