import { describe, expect, it } from 'vitest';
import { textAt } from '../../infra/sandbox/_kit/json.ts';
import { JSM_API_KEY } from '../../infra/sandbox/jsm-operations/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();

const alert = (extra: object = {}) => ({ message: 'm', alias: 'a', details: { alert_id: alertId(1) }, ...extra });
const post = (path: string, body: unknown, key = `GenieKey ${JSM_API_KEY}`) =>
  send(`${textAt(running().settings('jsm-operations'), 'apiUrl')}/v2/alerts${path}`, body, { authorization: key });
const told = () =>
  running()
    .received()
    .map(({ operation, arrived }) => [operation, arrived]);

describe('the stand-in of JSM Operations', () => {
  it('keeps one open alert an alias, and makes another once it is closed', async () => {
    for (const [path, body] of [
      ['', alert()],
      ['', alert()],
      ['/a/notes?identifierType=alias', { note: 'n' }],
      ['/a/close?identifierType=alias', { note: 'n' }],
      ['/a/notes?identifierType=alias', { note: 'too late' }],
      ['', alert()],
    ] as const)
      expect((await post(path, body)).json).toMatchObject({ result: 'Request will be processed' });
    expect(told()).toEqual([
      ['create', true],
      ['create', false],
      ['notes', false],
      ['close', false],
      ['notes: alert does not exist', false],
      ['create', true],
    ]);
  });

  it.each([
    ['a message of 131', alert({ message: 'x'.repeat(131) })],
    ['no message', alert({ message: undefined })],
    ['a priority that is none', alert({ priority: 'high' })],
    ['details of 8001', alert({ details: { x: 'x'.repeat(8000) } })],
    ['details that are no texts', alert({ details: { x: 1 } })],
    ['21 tags', alert({ tags: Array.from({ length: 21 }, String) })],
    ['a tag of 51', alert({ tags: ['x'.repeat(51)] })],
    ['a description of 15001', alert({ description: 'x'.repeat(15_001) })],
  ])('refuses %s', async (_, body) => {
    expect((await post('', body)).status).toBe(422);
  });

  it.each([
    ['no key', '', 401],
    ['a bearer', 'Bearer x', 401],
    ['another key', 'GenieKey 00000000-0000-0000-0000-000000000000', 401],
    ['a key of another form', 'GenieKey x', 422],
  ])('lets nobody in with %s', async (_, key, status) => {
    expect((await post('', alert(), key)).status).toBe(status);
  });
});
