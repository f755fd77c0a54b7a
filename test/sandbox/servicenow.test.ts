import { describe, expect, it } from 'vitest';
import { at, textAt } from '../../infra/sandbox/_kit/json.ts';
import { serviceNowSandbox } from '../../infra/sandbox/servicenow/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();

const { user, password, clientId, clientSecret } = serviceNowSandbox;
const basic = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
const call = (path: string, body?: unknown, method = 'POST', headers: Record<string, string> = basic) =>
  send(`${running().url}/servicenow${path}`, body, headers, method);
const record = (extra: object = {}) => ({
  short_description: '[HIGH] SQL injection',
  description: `text\n\nTocsin alert ${alertId(1)}`,
  urgency: '1',
  impact: '2',
  correlation_id: 'tocsin-1',
  ...extra,
});

describe('the table of incidents', () => {
  const created = async (extra: object = {}): Promise<string> => {
    const { json } = await call('/api/now/table/incident', record(extra));
    return textAt(json, 'result', 'sys_id') ?? '';
  };

  it('answers 201 with what was asked for, and counts the alert that the text names', async () => {
    const { status, json } = await call('/api/now/table/incident?sysparm_fields=sys_id,number,state', record());
    expect(status).toBe(201);
    expect(json).toEqual({
      result: {
        sys_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        number: expect.stringMatching(/^INC\d{7}$/),
        state: '1',
      },
    });
    expect([...running().counts().servicenow]).toEqual([[alertId(1), 1]]);
  });

  it('finds by an exact column, and everything when it does not understand', async () => {
    await created({ correlation_id: 'tocsin-2' });
    const find = async (query: string) =>
      at((await call(`/api/now/table/incident?sysparm_query=${query}`, undefined, 'GET')).json, 'result');
    expect(await find('correlation_id=tocsin-2')).toHaveLength(1);
    expect(await find('correlation_id=tocsin-absent')).toEqual([]);
    expect(await find('correlation_id*x')).not.toEqual([]);
  });

  it('takes notes, asks for a code to resolve, and keeps what is closed as it is', async () => {
    const path = `/api/now/table/incident/${await created()}`;
    expect((await call(path, { work_notes: 'again' }, 'PATCH')).status).toBe(200);
    expect((await call(path, { state: '6' }, 'PATCH')).status).toBe(403);
    const code = { close_code: 'x', close_notes: 'y' };
    expect(at((await call(path, { state: '6', ...code }, 'PATCH')).json, 'result', 'active')).toBe('true');
    expect(at((await call(path, { state: '2' }, 'PATCH')).json, 'result', 'state')).toBe('2');
    await call(path, { state: '7', ...code }, 'PATCH');
    expect(at((await call(path, { state: '2' }, 'PATCH')).json, 'result', 'state')).toBe('7');
  });

  it.each([
    ['a title above 160', { short_description: 'x'.repeat(161) }, 'was cut at 160'],
    ['HTML in a text', { description: '[code]<b>' }, 'shows HTML'],
    ['a column that is not there', { colour: 'red' }, 'no column colour'],
    ['an urgency of 9', { urgency: '9' }, 'no choice'],
  ])('notes %s as lost although it said success', async (_, extra, problem) => {
    expect((await call('/api/now/table/incident', record(extra))).status).toBe(201);
    expect(running().received()).toMatchObject([
      { ok: false, arrived: false, problem: expect.stringContaining(problem) },
    ]);
  });

  it.each([
    ['a table that is not there', '/api/now/table/nope', {}, basic, 400],
    ['a record that is not there', '/api/now/table/incident/x', {}, basic, 404],
    ['no credential', '/api/now/table/incident', {}, {}, 401],
    ['what is no JSON', '/api/now/table/incident', 'x', { ...basic, 'content-type': 'text/plain' }, 415],
  ] as const)('refuses %s', async (_, path, body, headers, status) => {
    expect((await call(path, body, 'POST', headers)).status).toBe(status);
  });

  it('gives a token for client credentials, and takes it', async () => {
    const form = (secret: string) =>
      new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const { json } = await call('/oauth_token.do', form(clientSecret), 'POST', type);
    const bearer = { authorization: `Bearer ${textAt(json, 'access_token')}` };
    expect((await call('/api/now/table/incident', record(), 'POST', bearer)).status).toBe(201);
    expect((await call('/oauth_token.do', form('other'), 'POST', type)).status).toBe(401);
  });
});

describe('event management', () => {
  const event = (n: number, extra: object = {}) => ({
    source: 'Tocsin',
    event_class: 'akto-prod',
    type: 'detection',
    message_key: 'problem-1',
    severity: '2',
    resolution_state: 'New',
    time_of_event: '2026-11-21 02:41:09',
    description: 'SQL injection',
    additional_info: JSON.stringify({ alert_id: alertId(n) }),
    ...extra,
  });
  const post = (...records: readonly object[]) =>
    send(`${running().url}/servicenow-event/api/global/em/jsonv2`, { records }, basic);

  it('says how many events it inserted, and shows an alert once in the alert of its key', async () => {
    expect((await post(event(11), event(12))).json).toEqual({
      result: { 'Default Bulk Endpoint': '2 events were inserted' },
    });
    await post(event(11));
    expect([...running().counts()['servicenow-event']]).toEqual([
      [alertId(11), 1],
      [alertId(12), 1],
    ]);
  });

  it.each([
    ['a severity in words', { severity: 'high' }],
    ['a time in another form', { time_of_event: '2026-11-21T02:41:09Z' }],
    ['a number among the texts', { additional_info: '{"cpu":100}' }],
    ['a node above 100', { node: 'x'.repeat(101) }],
    ['a field of our own', { alert_id: 'x' }],
  ])('notes %s as lost although it said success', async (_, extra) => {
    expect((await post(event(1, extra))).status).toBe(200);
    expect(running().received()).toMatchObject([{ ok: false, arrived: false }]);
  });
});
