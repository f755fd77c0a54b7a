import { visible } from '../../../lambdas/domain/values/text.ts';

/** The path under which the console is reached: `/console`, or `/prod/console` behind a gateway. */
export const base = document.querySelector<HTMLMetaElement>('meta[name="tocsin-base"]')?.content ?? '/console';
const root = base.slice(0, -'/console'.length);

const DEADLINE_MS = 30_000;

/** A refusal of the API: what was found, and what to do. */
class ApiProblem extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Characters that reverse or hide a text are shown as what they are, as in all messages. */
const shown = (_: string, value: unknown): unknown => (typeof value === 'string' ? visible(value) : value);

const unreachable =
  'Tocsin did not answer. Check that it runs and that this device is online; the page goes on by itself.';

async function problemIn(answer: Response): Promise<ApiProblem> {
  const problem: unknown = await answer.json().catch(() => ({}));
  const { title = 'Failed', detail = `status ${answer.status}` } = problem as { title?: string; detail?: string };
  return new ApiProblem(answer.status, `${title}: ${detail}`);
}

let onSignedOut = (): void => undefined;

/** Is called when an answer says that there is no session any more. */
export function whenSignedOut(handle: () => void): void {
  onSignedOut = handle;
}

/** Asks the API. Throws an `ApiProblem` that can be shown as it is. */
export async function call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${root}${path}`, {
    method,
    headers: { 'x-tocsin-console': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    credentials: 'same-origin',
    signal: AbortSignal.timeout(DEADLINE_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiProblem(0, unreachable);
  });
  if (answer.ok) return JSON.parse(await answer.text(), shown);
  if (answer.status === 401) onSignedOut();
  throw await problemIn(answer);
}

export const get = <T>(path: string): Promise<T> => call<T>('GET', path);
export const post = <T>(path: string, body: unknown = {}): Promise<T> => call<T>('POST', path, body);

/** The address of a hook as a sender reaches it. */
export const hookUrl = (path: string): string => `${location.origin}${root}${path}`;

/** What went wrong, as a sentence. */
export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
