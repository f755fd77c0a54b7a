import type { Variables } from '../../lambdas/config/env.ts';
import type { AwsKeys } from '../../lambdas/domain/request-auth.ts';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { signed } from '../../lambdas/transport/sigv4.ts';
import type { AccountLimit } from '../aws/concurrency.ts';
import { CliError, exitCode } from './errors.ts';

/** Lambda answers within a second; a wrong network should not look like a command that hangs. */
const TIMEOUT_MS = 10_000;

/** Keys of the environment and of `.env`; without them those of this machine (profile, SSO, role). */
function keysIn(variables: Variables): { readonly keys?: AwsKeys } {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: token,
  } = variables;
  if (accessKeyId === undefined || secretAccessKey === undefined) return {};
  return { keys: { accessKeyId, secretAccessKey, ...(token === undefined ? {} : { sessionToken: token }) } };
}

function regionOf(region: string | undefined, variables: Variables): string {
  const found = region ?? variables['AWS_REGION'] ?? variables['AWS_DEFAULT_REGION'];
  if (found !== undefined && /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(found)) return found;
  throw new CliError(
    `no region of AWS: found ${found ?? 'none'}; allowed: a name such as eu-central-1, by --region or AWS_REGION`,
    exitCode.misuse,
  );
}

async function ask(region: string, variables: Variables): Promise<Response> {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const base = variables['AWS_ENDPOINT_URL_LAMBDA'] ?? `https://lambda.${region}.${domain}`;
  const url = new URL('/2016-08-19/account-settings/', base).href;
  const auth = { kind: 'aws' as const, service: 'lambda', region, ...keysIn(variables) };
  const { headers } = await signed({ method: 'GET', url, headers: {} }, auth);
  const { host: _, ...sent } = headers;
  return fetch(url, { headers: sent, signal: AbortSignal.timeout(TIMEOUT_MS) });
}

const unreachable = (region: string, why: string): CliError =>
  new CliError(
    `Lambda in ${region} does not answer: ${why}; see whether this machine reaches AWS`,
    exitCode.unreachable,
  );

async function answerOf(region: string, variables: Variables): Promise<unknown> {
  const response = await ask(region, variables).catch((error: unknown) => {
    if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError'))
      throw unreachable(
        region,
        error.name === 'TimeoutError' ? `nothing within ${TIMEOUT_MS / 1000} s` : 'no connection',
      );
    throw error;
  });
  if (response.status === 403)
    throw new CliError(
      `Lambda in ${region} refuses the credential (403): it has to be valid and may need lambda:GetAccountSettings`,
      exitCode.unreachable,
    );
  if (response.status !== 200) throw unreachable(region, `status ${response.status}`);
  return response.json().catch(() => undefined);
}

/** What the account allows in a region, by GetAccountSettings (https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html). */
export async function accountLimit(
  region: string | undefined,
  variables: Variables,
): Promise<AccountLimit & { readonly region: string }> {
  const name = regionOf(region, variables);
  const answer = await answerOf(name, variables);
  const limit = isFields(answer) ? answer['AccountLimit'] : undefined;
  const { ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved } = isFields(limit) ? limit : {};
  if (typeof all !== 'number' || typeof unreserved !== 'number') throw unreachable(name, 'no limits in its answer');
  return { region: name, concurrentExecutions: all, unreservedConcurrentExecutions: unreserved };
}
