import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { SandboxOptions } from '../../infra/sandbox/server/options.ts';
import { type Sandbox, startSandbox } from '../../infra/sandbox/server/server.ts';

export interface Response {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, where it is JSON. */
  readonly json: unknown;
}

/** One request, its answer read whole. */
export async function send(
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<Response> {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== '';
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** A sandbox for the tests of one file, emptied and healed before each. */
export function sandbox(options: SandboxOptions = {}): () => Sandbox {
  let running: Sandbox | undefined;
  const get = (): Sandbox => {
    if (running === undefined) throw new Error('the sandbox runs only inside tests');
    return running;
  };
  beforeAll(async () => {
    running = await startSandbox(options);
  });
  afterAll(() => running?.close());
  beforeEach(() => {
    get().clear();
    get().setFaults(options.faults ?? {});
  });
  return get;
}

export const alertId = (n: number): string => `akto-prod:${n.toString(16).padStart(32, '0')}`;
