import type * as z from 'zod/mini';
import { oneLine, truncate, withoutSlash } from '../../lambdas/domain/values/text.ts';
import type { Context } from './context.ts';
import { type Credential, credentialOf } from './credential.ts';
import { CliError, exitCode } from './errors.ts';

/** One request to the API. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** Makes one request and answers with its body; throws a `CliError` when it was refused. */
export type Ask = (call: Call) => Promise<unknown>;

/** Options of every command that asks a running system. */
export interface ApiOptions {
  readonly url?: string;
  readonly token?: string;
  readonly data: string;
}

/** Longer than the slowest answer of the API, which is that of a test message. */
const PATIENCE_MS = 60_000;
const LONGEST_DETAIL = 500;

const DEFAULT_URL = 'http://127.0.0.1:8787';

/** The address of the API; `--url` goes before `TOCSIN_URL`. */
export function addressOf({ url }: Pick<ApiOptions, 'url'>, { environment }: Pick<Context, 'environment'>): string {
  const address = url ?? (environment()['TOCSIN_URL'] || DEFAULT_URL);
  const isAddress = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
  if (isAddress && new URL(address).username === '') return withoutSlash(address);
  const given = url === undefined ? 'TOCSIN_URL' : '--url';
  throw new CliError(`${given} is no address: give one such as ${DEFAULT_URL}, without a password`, exitCode.misuse);
}

const causeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return '';
  return 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
};

const isOfCertificate = (code: string): boolean => /CERT|VERIFY/.test(code);

/** The error of a request that got no answer. */
function unanswered(url: string, error: unknown): CliError {
  const code = causeOf(error);
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  if (isLate)
    return new CliError(
      `${url} did not answer within ${PATIENCE_MS / 1000} seconds: look at its log, or try again`,
      exitCode.unreachable,
    );
  if (isOfCertificate(code))
    return new CliError(
      `the certificate of ${url} is not trusted${code}: name the file of its authority in NODE_EXTRA_CA_CERTS, or correct --url`,
      exitCode.unreachable,
    );
  return new CliError(
    `nothing answers at ${url}${code}: start it with npm start, or give --url (or TOCSIN_URL)`,
    exitCode.unreachable,
  );
}

/** A request with a deadline; throws what `unanswered` says. */
export async function fetched(url: string, address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    throw unanswered(address, error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the answer says of itself: the detail of problem details, else its status. */
function detailOf(status: number, body: unknown): string {
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? body.detail : undefined;
  return typeof detail === 'string' ? truncate(oneLine(detail), LONGEST_DETAIL) : `the answer was ${status}`;
}

/** The error of an answer that is a refusal. */
function refusal(status: number, body: unknown, address: string, { from }: Credential): CliError {
  if (status === 401 || status === 403)
    return new CliError(
      `${address} refused the admin token (from ${from}): set TOCSIN_ADMIN_TOKEN, give --token, or name the data folder of npm start with --data`,
      exitCode.unreachable,
    );
  if (body === undefined)
    return new CliError(
      `what answers at ${address} (${status}) is not Tocsin: give its address with --url`,
      exitCode.unreachable,
    );
  return new CliError(detailOf(status, body), status === 429 ? exitCode.unreachable : exitCode.refused);
}

const searchOf = (query: Call['query'] = {}): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};

/** Requests to the API of a running system. */
export function clientOf(options: ApiOptions, context: Context): Ask {
  const address = addressOf(options, context);
  const credential = credentialOf(options, context.environment());
  const headers = { authorization: `Bearer ${credential.token}`, 'content-type': 'application/json' };
  return async ({ method, path, query, body }) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetched(`${address}${path}${searchOf(query)}`, address, { method, headers, ...sent });
    const text = await answer.text().catch((error: unknown) => {
      throw unanswered(address, error);
    });
    const value = parsed(text);
    if (!answer.ok || value === undefined) throw refusal(answer.status, value, address, credential);
    return value;
  };
}

/** The parts of an answer that a table shows. */
export function viewOf<T extends z.ZodMiniType>(schema: T, body: unknown): z.infer<T> {
  const found = schema.safeParse(body);
  if (found.success) return found.data;
  throw new CliError(
    'the answer has another form than this version of tocsin reads: use -o json, or the tocsin of that system',
  );
}
