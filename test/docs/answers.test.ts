/** The examples of docs/answers.md are taken at their word. */
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../infra/json-schema.ts';
import { checkConfig } from '../../infra/load-config.ts';
import type { CallbackReading } from '../../lambdas/destinations/_kit/callback.ts';
import { servicenow } from '../../lambdas/destinations/servicenow/index.ts';
import { answerChoices } from '../../lambdas/domain/answer.ts';

const text = readFileSync('docs/answers.md', 'utf8') + readFileSync('docs/guides/answers-from-tickets.md', 'utf8');
const blocksOf = (language: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block = '']) => block);

it('the configuration is free of mistakes, here and on AWS', () => {
  const [yaml = ''] = blocksOf('yaml');
  for (const allowLoopback of [true, false])
    expect(checkConfig(yaml, allowLoopback)).toMatchObject({ kind: 'config', warnings: [] });
});

it('editors know every setting of it', () => {
  const validate = new Ajv({ strict: false }).compile(jsonSchema());
  validate(parse(blocksOf('yaml')[0] ?? ''));
  expect(validate.errors ?? []).toEqual([]);
});

it('the app-level token of Slack is refused where no connection can be held open', () => {
  const yaml = (blocksOf('yaml')[0] ?? '').replace(`signingSecret: "\${SLACK_SIGNING_SECRET}"`, `appToken: "\${APP}"`);
  expect(checkConfig(yaml, true)).toMatchObject({ kind: 'config' });
  expect(checkConfig(yaml, false)).toMatchObject({
    kind: 'mistakes',
    mistakes: [{ where: 'destinations.soc-slack.appToken', message: expect.stringContaining('signingSecret') }],
  });
});

it.each(['http://tocsin.example.com', 'https://user@tocsin.example.com', 'https://tocsin.example.com/?a=1', 'tocsin'])(
  'the public address may not be %s',
  (url) => {
    const yaml = (blocksOf('yaml')[0] ?? '').replace('https://tocsin.example.com', url);
    expect(checkConfig(yaml, false)).toMatchObject({ kind: 'mistakes', mistakes: [{ where: 'publicUrl', line: 2 }] });
  },
);

/** Runs the business rule as the instance would, and returns what it sends. */
function runRule(record: Readonly<Record<string, string>>) {
  const sent = { endpoint: '', method: '', body: '', headers: {} as Record<string, string>, count: 0 };
  const message = {
    setEndpoint: (url: string) => Object.assign(sent, { endpoint: url }),
    setHttpMethod: (method: string) => Object.assign(sent, { method }),
    setHttpTimeout: () => undefined,
    setRequestHeader: (name: string, value: string) => Object.assign(sent.headers, { [name.toLowerCase()]: value }),
    setRequestBody: (body: string) => Object.assign(sent, { body }),
    execute: () => Object.assign(sent, { count: sent.count + 1 }),
  };
  const current = { getUniqueValue: () => record['sys_id'], getValue: (name: string) => record[name] ?? null };
  // biome-ignore lint/complexity/useArrowFunction: it is called with "new"
  const RESTMessageV2 = function () {
    return message;
  };
  const gs = { getProperty: (name: string) => `value of ${name}` };
  vm.runInNewContext(blocksOf('js')[0] ?? '', { current, gs, sn_ws: { RESTMessageV2 } }, { timeout: 1_000 });
  return sent;
}

describe('the business rule of ServiceNow', () => {
  const record = {
    sys_id: '9d385017c611228701d22104cc95c371',
    number: 'INC0010001',
    state: '6',
    active: '1',
    sys_created_by: 'tocsin',
    sys_updated_by: 'anna.admin',
    sys_updated_on: '2026-11-30 02:14:07',
  };
  const reading = (changes: object): CallbackReading | undefined => {
    const { body } = runRule({ ...record, ...changes });
    const settings = { url: 'https://sn.example', user: 'tocsin', password: 'p', callback: { token: 'x'.repeat(16) } };
    return servicenow.connect(settings).callback?.read(body);
  };

  it('sends one request, with the token in its header', () => {
    expect(runRule(record)).toMatchObject({
      endpoint: 'https://tocsin.example.com/v1/callbacks/servicenow',
      method: 'POST',
      headers: { authorization: 'Bearer value of tocsin.callback.token', 'content-type': 'application/json' },
      count: 1,
    });
  });

  it.each([
    [
      'resolved',
      {},
      { kind: 'answer', answer: { answer: { action: 'resolve' }, by: 'anna.admin', at: '2026-11-30T02:14:07.000Z' } },
    ],
    ['worked on', { state: '2' }, { kind: 'answer', answer: { answer: { action: 'acknowledge' } } }],
    ['closed', { state: '99', active: '0' }, { kind: 'answer', answer: { answer: { action: 'resolve' } } }],
    ['changed by Tocsin', { sys_updated_by: 'tocsin' }, { kind: 'ignored', reason: 'own_change' }],
  ])('is understood: %s', (_, changes, expected) => {
    expect(reading(changes)).toMatchObject(expected);
  });
});

it('names every choice that messages offer', () => {
  for (const { answer } of Object.values(answerChoices))
    expect(text.toLowerCase()).toContain(answer.action.replace('_', ' '));
});
