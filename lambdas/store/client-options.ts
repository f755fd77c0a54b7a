import type { Variables } from '../config/env.ts';

type Service = 'SQS' | 'S3' | 'DYNAMODB' | 'SECRETS_MANAGER';

/** How long one try waits, in ms. */
interface Patience {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  /** Without it the SDK only warns that a request takes too long, and waits on. */
  readonly throwOnRequestTimeout: true;
  /** How long nothing may come on a connection, also in the midst of a body, which `requestTimeout` does not cover. */
  readonly socketTimeout: number;
}

/** What all AWS clients share: a region, an emulator's address when there is one, and patience in small portions. */
export interface ClientOptions {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
  readonly requestHandler: Patience;
}

const CONNECTION_MS = 1000;
/** Queue and table answer within milliseconds; three tries have room in the ten seconds of ingest. */
const REQUEST_MS = 3000;
/** Bodies of megabytes, and a service that is asked once a minute; two tries have room. */
const SLOW_REQUEST_MS = 4500;
const slow: ReadonlySet<Service> = new Set(['S3', 'SECRETS_MANAGER']);

function patienceFor(service: Service): Patience {
  const requestTimeout = slow.has(service) ? SLOW_REQUEST_MS : REQUEST_MS;
  return {
    connectionTimeout: CONNECTION_MS,
    requestTimeout,
    throwOnRequestTimeout: true,
    socketTimeout: requestTimeout,
  };
}

/**
 * Options for one service's client. `AWS_ENDPOINT_URL_<SERVICE>` is the SDK's own name for another address
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html); emulators take any credentials.
 */
export function clientOptions(variables: Variables, service: Service): ClientOptions {
  const endpoint = variables[`AWS_ENDPOINT_URL_${service}`];
  const region = variables['AWS_REGION'];
  return {
    maxAttempts: 4,
    requestHandler: patienceFor(service),
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}
