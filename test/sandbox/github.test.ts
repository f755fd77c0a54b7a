import { describe, expect, it } from 'vitest';
import { GITHUB_TOKEN } from '../../infra/sandbox/_kit/github.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();
const headers = { authorization: `Bearer ${GITHUB_TOKEN}`, 'user-agent': 'test' };
const repository = (name: string): string => `${running().url}/${name}/repos/example-org/security-alerts`;

describe('issues', () => {
  const issues = (): string => `${repository('github-issues')}/issues`;
  const good = { title: 'SQL injection', body: `Tocsin alert \`${alertId(1)}\`` };

  it('are opened, commented, closed, reopened and listed', async () => {
    expect(await send(issues(), good, headers)).toMatchObject({ status: 201, json: { number: 1, state: 'open' } });
    expect(await send(`${issues()}/1/comments`, { body: 'again' }, headers)).toMatchObject({ status: 201 });
    const closed = await send(`${issues()}/1`, { state: 'closed', state_reason: 'completed' }, headers, 'PATCH');
    expect(closed).toMatchObject({ status: 200, json: { state: 'closed', comments: 1 } });
    expect(await send(`${issues()}?state=open`, undefined, headers, 'GET')).toMatchObject({ json: [] });
    const all = await send(`${issues()}?state=all&since=2020-01-01T00:00:00Z`, undefined, headers, 'GET');
    expect(all).toMatchObject({ json: [{ number: 1, body: good.body }] });
    expect(running().counts()['github-issues'].get(alertId(1))).toBe(1);
  });

  it.each([
    ['a wrong token', good, { authorization: 'Bearer other' }, 401],
    ['nobody’s user agent', good, { 'user-agent': '' }, 403],
    ['no title', { body: 'x' }, {}, 422],
    ['too long a title', { title: 'x'.repeat(257) }, {}, 422],
    ['too long a body', { title: 'x', body: 'x'.repeat(65_537) }, {}, 422],
    ['too long a label', { title: 'x', labels: ['x'.repeat(51)] }, {}, 422],
    ['an assignee whom nobody knows', { title: 'x', assignees: ['stranger'] }, {}, 422],
    ['no JSON', 'x', {}, 400],
  ])('refuse %s', async (_, body, other, status) => {
    expect(await send(issues(), body, { ...headers, ...other })).toMatchObject({ status });
    expect(running().received()).toMatchObject([{ ok: false, arrived: false }]);
  });

  it('are not there in another repository', async () => {
    const elsewhere = `${running().url}/github-issues/repos/example-org/other/issues`;
    expect(await send(elsewhere, good, headers)).toMatchObject({ status: 404 });
  });
});

describe('dispatches', () => {
  const dispatches = (): string => `${repository('github-dispatch')}/dispatches`;

  it('are taken, and nothing is said', async () => {
    const event = { event_type: 'x', client_payload: { alert: { id: alertId(2), title: 'T' } } };
    expect(await send(dispatches(), event, headers)).toMatchObject({ status: 204, text: '' });
    expect(running().received()).toMatchObject([{ summary: 'T', alertId: alertId(2), arrived: true }]);
  });

  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, i]));
  it.each([
    ['no event type', { client_payload: {} }],
    ['too long an event type', { event_type: 'x'.repeat(101) }],
    ['too many properties', { event_type: 'x', client_payload: eleven }],
    ['too large a payload', { event_type: 'x', client_payload: { alert: 'x'.repeat(64_000) } }],
  ])('refuse %s', async (_, event) => {
    expect(await send(dispatches(), event, headers)).toMatchObject({ status: 422 });
  });
});
