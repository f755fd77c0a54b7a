import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { withVariable } from '../../infra/cli/env-file.ts';
import { redrive } from '../../lambdas/store/sqs/redrive.ts';
import { tocsin } from './cli.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-secrets-'));
const before = process.cwd();
beforeEach(() => {
  rmSync(path.join(folder, '.env'), { force: true });
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

interface Question {
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An AWS service on loopback; undefined is answered as an empty secret is. */
async function awsService(
  answer: (question: Question) => object | undefined,
  problem: object = {
    __type: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for x",
  },
) {
  const asked: Question[] = [];
  const server = createServer(async (request, response) => {
    const [, action = ''] = String(request.headers['x-amz-target']).split('.');
    const question = { action, body: JSON.parse(await text(request)) };
    asked.push(question);
    const found = answer(question);
    response.writeHead(found === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(found ?? problem));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}

describe('tocsin secrets set', () => {
  it('writes .env for its owner alone, keeps what else stands in it, and shows no value', async () => {
    writeFileSync('.env', '# mine\nOTHER=1\nKEY=old\n');
    const called = await tocsin(['secrets', 'set', 'KEY'], { secret: "a 'new' $value #1\n" });
    expect(called).toMatchObject({ code: 0, out: '' });
    expect(called.err).not.toContain('new');
    expect(parseEnv(readFileSync('.env', 'utf8'))).toEqual({ OTHER: '1', KEY: "a 'new' $value #1" });
    expect(readFileSync('.env', 'utf8')).toContain('# mine\nOTHER=1\n');
    rmSync('.env');
    await tocsin(['secrets', 'set', 'KEY'], { secret: 'x' });
    expect(statSync('.env').mode & 0o777).toBe(0o600);
    expect(readdirSync('.')).toEqual(['.env']);
  });

  it.each([
    [['KEY'], '', 'found 0 characters on standard input; allowed: 1 to 65536'],
    [['a-b'], 'x', 'letters, digits and _'],
    [['KEY'], `'"\``, 'every kind of quotes'],
  ])('%j with %j is wrong use, and nothing is written', async (words, secret, line) => {
    const called = await tocsin(['secrets', 'set', ...words], { secret });
    expect(called).toMatchObject({ code: 2, out: '', err: expect.stringContaining(line) });
    expect(readdirSync('.')).toEqual([]);
  });

  it('a value is read back as it was given, or refused', () => {
    const names = fc.stringMatching(/^[A-Za-z_]\w{0,10}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.string({ unit: 'binary', minLength: 1 })), { maxLength: 4 }), (all) => {
        let file = '# first\n';
        for (const [name, value] of all) {
          try {
            file = withVariable(file, name, value);
          } catch {
            continue;
          }
          expect(parseEnv(file)[name]).toBe(value);
        }
        expect(file.startsWith('# first\n')).toBe(true);
      }),
    );
  });

  it('puts one name into a secret of AWS and keeps the others; one without a value is filled', async () => {
    const values: Record<string, string | undefined> = { full: '{"OTHER":"1"}' };
    const { url, asked } = await awsService(({ action, body: { SecretId, SecretString } }) => {
      if (action === 'PutSecretValue') values[String(SecretId)] = String(SecretString);
      const kept = values[String(SecretId)];
      return kept === undefined ? undefined : { SecretString: kept };
    });
    const environment = { AWS_ENDPOINT_URL_SECRETS_MANAGER: url, AWS_REGION: 'eu-central-1' };
    for (const name of ['full', 'empty']) {
      const called = await tocsin(['secrets', 'set', 'KEY', '--secret', name], { environment, secret: 'the-value' });
      expect(called).toMatchObject({ code: 0, out: '', err: expect.stringContaining(`KEY is set in ${name}`) });
    }
    expect(values).toEqual({ full: '{"OTHER":"1","KEY":"the-value"}', empty: '{"KEY":"the-value"}' });
    expect(asked.map(({ action }) => action)).toEqual([
      'GetSecretValue',
      'PutSecretValue',
      'GetSecretValue',
      'PutSecretValue',
    ]);
    expect(readdirSync('.')).toEqual([]);
  });
});

describe('a credential of AWS that does not do', () => {
  it('ends with 3 and what AWS says', async () => {
    const problem = { __type: 'AccessDeniedException', message: 'User x is not authorized' };
    const { url } = await awsService(() => undefined, problem);
    const environment = { AWS_ENDPOINT_URL_SECRETS_MANAGER: url, AWS_REGION: 'eu-central-1' };
    const called = await tocsin(['secrets', 'set', 'KEY', '--secret', 's'], { environment, secret: 'the-value' });
    expect(called).toEqual({ code: 3, out: '', err: 'tocsin: User x is not authorized\n' });
  });
});

describe('tocsin secrets check', () => {
  const yaml = [
    'version: 1',
    `sources: { tool: { type: generic, auth: { bearer: "\${HOOK}" } } }`,
    `destinations: { soc: { type: slack, webhookUrl: "\${SLACK}" } }`,
    'routes: [{ to: [soc] }]',
  ].join('\n');
  const write = () => {
    writeFileSync('check.yaml', yaml);
    onTestFinished(() => rmSync(path.join(folder, 'check.yaml')));
  };
  const words = ['secrets', 'check', '--config', 'check.yaml'];

  it('says where each has a value and which are missing, and no value', async () => {
    write();
    const missing = await tocsin(words, { environment: { HOOK: 'the-value' } });
    expect(missing).toMatchObject({ code: 1, err: '1 missing: tocsin secrets set NAME sets one\n' });
    expect(JSON.parse(missing.out)).toEqual({
      secrets: [
        { name: 'HOOK', state: 'set', where: 'the environment' },
        { name: 'SLACK', state: 'missing' },
      ],
    });
    writeFileSync('.env', 'SLACK=other-value\n');
    const environment = { HOOK: 'the-value', SLACK: 'other-value' };
    const called = await tocsin([...words, '-o', 'table'], { environment });
    expect(called).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/HOOK +set +the environment\nSLACK +set +\.env/),
    });
    expect(called.out).not.toContain('value');
  });

  it('looks into secrets of AWS', async () => {
    write();
    const { url } = await awsService(({ body }) => ({
      SecretString: body['SecretId'] === 's' ? '{"HOOK":"1"}' : '{"SLACK":""}',
    }));
    const environment = { AWS_ENDPOINT_URL_SECRETS_MANAGER: url, AWS_REGION: 'eu-central-1' };
    const called = await tocsin([...words, '--secret', 's', 'd'], { environment });
    expect(called).toMatchObject({ code: 1, out: expect.stringContaining('"where": "s"') });
  });
});

describe('tocsin redrive', () => {
  const arn = 'arn:aws:sqs:eu-central-1:123456789012:dead';

  it('has nothing to do on one machine, and refuses what is no queue', async () => {
    expect(await tocsin(['redrive'])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('nothing to do'),
    });
    const wrong = await tocsin(['redrive', '--queue', 'dead']);
    expect(wrong).toMatchObject({ code: 1, out: '', err: expect.stringContaining('no ARN of an SQS queue') });
  });

  it('starts the move, follows it until it is done, and says what SQS says when it fails', async () => {
    const states = [
      { Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 1 },
      { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 },
      { Status: 'FAILED', FailureReason: 'AccessDenied' },
    ];
    const { url, asked } = await awsService(({ action }) =>
      action === 'StartMessageMoveTask' ? { TaskHandle: 't' } : { Results: [states.shift()] },
    );
    const seen: number[] = [];
    const variables = { AWS_ENDPOINT_URL_SQS: url };
    expect(await redrive(arn, variables, (count) => seen.push(count), 1)).toEqual({ moved: 3 });
    expect(seen).toEqual([1, 3]);
    expect(asked[0]).toEqual({ action: 'StartMessageMoveTask', body: { SourceArn: arn } });
    const failed = await tocsin(['redrive', '--queue', arn], { environment: variables });
    expect(failed).toMatchObject({ code: 1, err: 'tocsin: SQS could not move the messages: AccessDenied\n' });
  });
});
