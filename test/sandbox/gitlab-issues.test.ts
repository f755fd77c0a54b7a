import { expect, it } from 'vitest';
import { GITLAB_TOKEN } from '../../infra/sandbox/gitlab-issues/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();
const headers = { 'private-token': GITLAB_TOKEN };
const issues = (project = 'example-group%2Falerts'): string =>
  `${running().url}/gitlab-issues/api/v4/projects/${project}/issues`;
const good = { title: 'SQL injection', description: `id \`${alertId(1)}\` mark`, confidential: true };

it('opens, notes, closes, reopens and finds issues', async () => {
  expect(await send(issues('4711'), good, headers)).toMatchObject({ status: 201, json: { iid: 1, state: 'opened' } });
  expect(await send(`${issues()}/1/notes`, { body: 'again' }, headers)).toMatchObject({ status: 201 });
  const closed = await send(`${issues()}/1`, { state_event: 'close' }, headers, 'PUT');
  expect(closed).toMatchObject({ status: 200, json: { state: 'closed', confidential: true, user_notes_count: 1 } });
  const search = `${issues()}?search=mark&in=description&state=all`;
  expect(await send(search, undefined, headers, 'GET')).toMatchObject({ json: [{ iid: 1 }] });
  running().setFaults({ indexDelayMs: 60_000 });
  expect(await send(search, undefined, headers, 'GET')).toMatchObject({ json: [] });
  expect(running().counts()['gitlab-issues'].get(alertId(1))).toBe(1);
});

it.each([
  ['a wrong token', good, { 'private-token': 'other' }, 401],
  ['no title', { description: 'x' }, {}, 400],
  ['too long a title', { title: 'x'.repeat(256) }, {}, 400],
  ['too long a description', { title: 'x', description: 'x'.repeat(1_000_001) }, {}, 400],
  ['a kind of issue that it does not know', { title: 'x', issue_type: 'bug' }, {}, 400],
  ['what it would carry out', { title: 'x', description: 'text\n/close\n' }, {}, 400],
])('refuses %s', async (_, body, other, status) => {
  expect(await send(issues(), body, { ...headers, ...other })).toMatchObject({ status });
  expect(running().received()).toMatchObject([{ ok: false, arrived: false }]);
});

it('knows no other project', async () => {
  expect(await send(issues('1'), good, headers)).toMatchObject({ status: 404 });
});
