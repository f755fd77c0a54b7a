import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listening, listenOnLoopback } from '../emulators/loopback.ts';
import { tocsin } from './cli.ts';

let open: Listening | undefined;
const asked: { readonly path: string | undefined; readonly authorization: string | undefined }[] = [];
afterEach(async () => {
  await open?.close();
  asked.length = 0;
});

/** Lambda's account settings on loopback. */
async function lambdaOf(body: unknown, status = 200) {
  open = await listenOnLoopback(
    createServer((request, response) => {
      asked.push({ path: request.url, authorization: request.headers.authorization });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }),
  );
  return {
    environment: {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_LAMBDA: open.url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'a-key-that-is-never-shown',
    },
  };
}
const limits = (all: number, unreserved = all) => ({
  AccountLimit: { ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved, TotalCodeSize: 1 },
  AccountUsage: { FunctionCount: 1 },
});
const check = ['check', 'tocsin.example.yaml', '--aws'];

describe('tocsin check --aws', () => {
  it('asks the account by a signed request, and says what it allows', async () => {
    const called = await tocsin(check, await lambdaOf(limits(1000)));
    expect(called.code).toBe(0);
    expect(called.out).toContain(
      'eu-central-1: 1000 concurrent executions, 1000 of them without a reserve; route takes 2',
    );
    expect(asked).toEqual([
      {
        path: '/2016-08-19/account-settings/',
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/lambda\/aws4_request/,
        ),
      },
    ]);
    expect(called.out + called.err).not.toContain('a-key-that-is-never-shown');
  });

  it('says what to do where the account has no room', async () => {
    const called = await tocsin([...check, '--max-concurrency', 'route=5,deliver=20'], await lambdaOf(limits(10)));
    expect(called.code).toBe(1);
    expect(called.err).toMatch(/route=5,deliver=20 leaves 0 of them, allowed: 3 or more .* Service Quotas/);
  });

  it.each<[string, readonly string[], number, object, number, RegExp]>([
    ['a credential that may not', [], 403, {}, 3, /refuses the credential \(403\).*lambda:GetAccountSettings/],
    ['an answer without limits', [], 200, {}, 3, /no limits in its answer/],
    ['a service that fails', [], 500, {}, 3, /status 500/],
    [
      'a number of another function',
      ['--max-concurrency', 'api=2'],
      200,
      limits(10),
      2,
      /found "api=2"; allowed: route=NUMBER/,
    ],
    [
      'a region that is none',
      ['--region', 'Frankfurt'],
      200,
      limits(10),
      2,
      /found Frankfurt; allowed: a name such as/,
    ],
  ])('%s', async (_, more, status, body, code, message) => {
    const called = await tocsin([...check, ...more], await lambdaOf(body, status));
    expect(called.err).toMatch(message);
    expect(called.code).toBe(code);
  });

  it('a network that does not reach AWS', async () => {
    const { environment } = await lambdaOf({});
    await open?.close();
    const called = await tocsin(check, { environment });
    expect(called.err).toMatch(
      /Lambda in eu-central-1 does not answer: no connection; see whether this machine reaches AWS/,
    );
    expect(called.code).toBe(3);
  });
});
