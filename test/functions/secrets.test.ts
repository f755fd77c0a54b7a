import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createSecrets } from '../../lambdas/functions/secrets.ts';
import { portOf } from '../transport/listening.ts';

let server: Server;
let variables: Readonly<Record<string, string>>;
let answer: { readonly status: number; readonly body: string };
let asked = 0;
const secret = (value: object) => ({ status: 200, body: JSON.stringify({ SecretString: JSON.stringify(value) }) });

beforeAll(async () => {
  server = createServer((_, response) => {
    asked += 1;
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(answer.body);
  }).listen(0, '127.0.0.1');
  variables = {
    TOCSIN_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:tocsin',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${await portOf(server)}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
});
afterAll(() => server.close());
beforeEach(() => {
  asked = 0;
});

it('uses a value that was replaced within a minute, and asks no more often', async () => {
  const clock = vi.spyOn(Date, 'now');
  try {
    const startMs = 1_800_000_000_000;
    clock.mockReturnValue(startMs);
    const secrets = createSecrets(variables);
    answer = secret({ TOKEN: 'first' });
    const first = await secrets();
    answer = secret({ TOKEN: 'second' });
    clock.mockReturnValue(startMs + 59_000);
    expect(await secrets()).toBe(first);
    expect(asked).toBe(1);
    clock.mockReturnValue(startMs + 60_000);
    expect(await secrets()).toEqual({ TOKEN: 'second' });
    expect(asked).toBe(2);
  } finally {
    clock.mockRestore();
  }
});

it('keeps what it has when nothing has changed, and when the service fails', async () => {
  const clock = vi.spyOn(Date, 'now');
  try {
    const startMs = 1_800_000_000_000;
    clock.mockReturnValue(startMs);
    const secrets = createSecrets(variables);
    answer = secret({ TOKEN: 'first' });
    const first = await secrets();
    clock.mockReturnValue(startMs + 61_000);
    expect(await secrets()).toBe(first);
    answer = { status: 400, body: '{"__type":"ResourceNotFoundException"}' };
    clock.mockReturnValue(startMs + 122_000);
    expect(await secrets()).toBe(first);
    answer = secret({ TOKEN: 'third' });
    clock.mockReturnValue(startMs + 132_000);
    expect(await secrets()).toEqual({ TOKEN: 'third' });
  } finally {
    clock.mockRestore();
  }
});
