import { describe, expect, it } from 'vitest';
import { at, fieldsAt, listAt, textAt } from '../../infra/sandbox/_kit/json.ts';
import { alertId, type Response, sandbox, send } from './sandbox.ts';

const running = sandbox();

const doc = (...content: readonly unknown[]) => ({ version: 1, type: 'doc', content });
const paragraph = (text: string, marks: readonly unknown[] = []) => ({
  type: 'paragraph',
  content: [{ type: 'text', text, ...(marks.length === 0 ? {} : { marks }) }],
});
const fields = (extra: object = {}) => ({
  project: { key: 'SEC' },
  issuetype: { name: 'Bug' },
  summary: 'SQL injection',
  labels: ['tocsin'],
  description: doc(paragraph('hello')),
  ...extra,
});

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const cloud = () => basic(`${running().secrets.jiraEmail}:${running().secrets.jiraApiToken}`);
const dataCenter = () => ({ authorization: `Bearer ${running().secrets.jiraPat}` });
const v3 = (path: string, body?: unknown, method = 'POST', headers: Record<string, string> = cloud()) =>
  send(`${running().endpoints.jiraUrl}/rest/api/3${path}`, body, headers, method);
const v2 = (path: string, body?: unknown, method = 'POST') =>
  send(`${running().endpoints.jiraUrl}/rest/api/2${path}`, body, dataCenter(), method);

const keyOf = ({ json }: Response): string => textAt(json, 'key') ?? '';

describe('creating an issue', () => {
  it('answers 201 with id, key and self, and counts the alert of its property', async () => {
    const properties = [{ key: 'tocsin', value: { alertId: alertId(1) } }];
    const { status, json } = await v3('/issue', { fields: fields(), properties });
    expect(status).toBe(201);
    expect(json).toEqual({
      id: expect.stringMatching(/^\d+$/),
      key: expect.stringMatching(/^SEC-\d+$/),
      self: expect.stringContaining('/rest/api/3/issue/'),
    });
    expect(running().received()).toMatchObject([
      { receiver: 'jira', operation: 'issue.create', ok: true, summary: 'SQL injection', alertId: alertId(1) },
    ]);
    const property = await v3(`/issue/${at(json, 'key')}/properties/tocsin`, undefined, 'GET');
    expect(at(property.json, 'value')).toEqual({ alertId: alertId(1) });
  });

  it.each([
    [
      'a description in plain text',
      { description: 'x' },
      { description: expect.stringContaining('Atlassian Document') },
    ],
    ['a project that is not there', { project: { key: 'NOPE' } }, { project: 'valid project is required' }],
    ['an issue type that is not there', { issuetype: { name: 'Epos' } }, { issuetype: 'valid issue type is required' }],
    ['a summary of 256', { summary: 'x'.repeat(256) }, { summary: 'Summary must be less than 255 characters.' }],
    ['a summary of two lines', { summary: 'a\nb' }, { summary: expect.stringContaining('newline') }],
    ['no summary', { summary: undefined }, { summary: 'You must specify a summary of the issue.' }],
    ['a label with a space', { labels: ['a b'] }, { labels: "The label 'a b' contains spaces which is invalid." }],
    ['a priority that is not there', { priority: { name: 'P0' } }, { priority: 'The priority selected is invalid.' }],
    ['a field that is not there', { colour: 'red' }, { colour: expect.stringContaining('cannot be set') }],
  ])('refuses %s by field', async (_, extra, errors) => {
    const { status, json } = await v3('/issue', { fields: fields(extra) });
    expect([status, json]).toEqual([400, { errorMessages: [], errors }]);
  });

  it.each([
    ['an empty text node', doc(paragraph(''))],
    ['an unknown node', doc({ type: 'blink' })],
    ['a javascript: link', doc(paragraph('x', [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }]))],
    ['no version', { type: 'doc', content: [] }],
  ])('refuses a document with %s as a whole', async (_, description) => {
    const { status, json } = await v3('/issue', { fields: fields({ description }) });
    expect([status, at(json, 'errorMessages')]).toEqual([400, ['INVALID_INPUT']]);
  });

  it('refuses a description above 32,767 characters, and uses up a number on it', async () => {
    const before = await v3('/issue', { fields: fields() });
    const long = await v3('/issue', { fields: fields({ description: doc(paragraph('x'.repeat(32_768))) }) });
    expect([long.status, at(long.json, 'errorMessages')]).toEqual([400, ['CONTENT_LIMIT_EXCEEDED']]);
    const after = await v3('/issue', { fields: fields() });
    const number = ({ json }: Response) => Number(textAt(json, 'key')?.split('-')[1]);
    expect(number(after) - number(before)).toBe(2);
  });

  it('wants text in version 2', async () => {
    const adf = await v2('/issue', { fields: fields() });
    expect([adf.status, at(adf.json, 'errors')]).toEqual([400, { description: 'Operation value must be a string' }]);
    expect((await v2('/issue', { fields: fields({ description: 'h1. text' }) })).status).toBe(201);
  });

  it.each([
    ['no credential', {}],
    ['another token', basic('bot@example.com:other')],
    ["Data Center's token", { authorization: 'Bearer sandbox-jira-pat' }],
  ])('lets nobody in with %s', async (_, headers) => {
    expect((await v3('/issue', { fields: fields() }, 'POST', headers)).status).toBe(401);
  });

  it('reads JSON and nothing else', async () => {
    expect((await v3('/issue', '{')).status).toBe(400);
    expect((await v3('/issue', 'a=b', 'POST', { ...cloud(), 'content-type': 'text/plain' })).status).toBe(415);
  });
});

describe('an issue', () => {
  const created = async (): Promise<string> => keyOf(await v3('/issue', { fields: fields() }));

  it('shows what was asked for', async () => {
    const key = await created();
    const { json } = await v3(`/issue/${key}?fields=summary,status`, undefined, 'GET');
    expect(json).toMatchObject({
      key,
      fields: { summary: 'SQL injection', status: { statusCategory: { key: 'new' } } },
    });
    expect(Object.keys(fieldsAt(json, 'fields') ?? {}).toSorted()).toEqual(['status', 'summary']);
    expect((await v3('/issue/SEC-999999', undefined, 'GET')).status).toBe(404);
  });

  it('takes comments in the form of its version', async () => {
    const key = await created();
    expect((await v3(`/issue/${key}/comment`, { body: doc(paragraph('again')) })).status).toBe(201);
    const wrong = await v3(`/issue/${key}/comment`, { body: 'again' });
    expect([wrong.status, at(wrong.json, 'errors', 'comment')]).toEqual([
      400,
      expect.stringContaining('Atlassian Document'),
    ]);
    expect((await v2(`/issue/${key}/comment`, { body: 'again' })).status).toBe(201);
    const { json } = await v3(`/issue/${key}/comment`, undefined, 'GET');
    expect(at(json, 'total')).toBe(2);
  });

  it('moves through its workflow by discovered ids only', async () => {
    const key = await created();
    const { json } = await v3(`/issue/${key}/transitions`, undefined, 'GET');
    const done = listAt(json, 'transitions').find((found) => at(found, 'name') === 'Done');
    const id = at(done, 'id');
    expect((await v3(`/issue/${key}/transitions`, { transition: { id } })).status).toBe(204);
    expect((await v3(`/issue/${key}/transitions`, { transition: { id: '99' } })).status).toBe(400);
    const issue = await v3(`/issue/${key}`, undefined, 'GET');
    expect(at(issue.json, 'fields', 'resolution')).toEqual({ name: 'Done' });
  });

  it('offers with its status what can be done with it: what is done can only be reopened', async () => {
    const key = await created();
    const ask = () => v3(`/issue/${key}?fields=status&expand=transitions`, undefined, 'GET');
    await v3(`/issue/${key}/transitions`, { transition: { id: '31' } });
    const { json } = await ask();
    expect(listAt(json, 'transitions').map((found) => at(found, 'name'))).toEqual(['Reopen']);
    expect((await v3(`/issue/${key}/transitions`, { transition: { id: '31' } })).status).toBe(400);
    await v3(`/issue/${key}/transitions`, { transition: { id: '41' } });
    expect(at((await ask()).json, 'fields', 'status', 'statusCategory', 'key')).toBe('new');
  });

  it('takes twenty changes in two seconds, and says which limit was met', async () => {
    const key = await created();
    const comment = () => v2(`/issue/${key}/comment`, { body: 'again' });
    const answers = await Promise.all(Array.from({ length: 21 }, comment));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    const limited = answers.find(({ status }) => status === 429);
    expect(limited?.headers.get('ratelimit-reason')).toBe('jira-per-issue-on-write');
    expect(limited?.headers.get('retry-after')).toBe('2');
    expect((await v3(`/issue/${key}`, undefined, 'GET')).status).toBe(200);
  });

  it('keeps properties', async () => {
    const key = await created();
    expect((await v3(`/issue/${key}/properties/p`, { a: 1 }, 'PUT')).status).toBe(201);
    expect((await v3(`/issue/${key}/properties/p`, { a: 2 }, 'PUT')).status).toBe(200);
    expect((await v3(`/issue/${key}/properties/p`, undefined, 'GET')).json).toEqual({ key: 'p', value: { a: 2 } });
    expect((await v3(`/issue/${key}/properties/q`, undefined, 'GET')).status).toBe(404);
  });
});

describe('searching', () => {
  const labelled = async (label: string, project = 'SEC'): Promise<string> =>
    keyOf(await v3('/issue', { fields: fields({ labels: ['tocsin', label], project: { key: project } }) }));
  const found = async (jql: string): Promise<unknown[]> => {
    const { json } = await v3('/search/jql', { jql, fields: ['key'] });
    return listAt(json, 'issues').map((issue) => at(issue, 'key'));
  };

  it('finds by label, list and conjunction, newest first', async () => {
    const one = await labelled('sr-1');
    const two = await labelled('sr-2', 'OPS');
    expect(await found('labels = "sr-1"')).toEqual([one]);
    expect(await found('labels in (sr-1, "sr-2") ORDER BY created DESC')).toEqual([two, one]);
    expect(await found('project = OPS AND labels in ("sr-1","sr-2") AND statusCategory != Done')).toEqual([two]);
    expect(await found('labels = "sr-1" AND resolution is EMPTY AND created >= -1d')).toEqual([one]);
    expect(await found('labels = "sr-1\\" OR project = SEC"')).toEqual([]);
  });

  it('names issues by id alone unless fields are asked for', async () => {
    await labelled('sr-3');
    const { json } = await v3('/search/jql', { jql: 'labels = sr-3' });
    expect(json).toEqual({ issues: [{ id: expect.any(String) }], isLast: true });
  });

  it.each([
    ['order by created', 'Unbounded JQL queries'],
    ['labels = "x', 'not closed'],
    ['labels = x OR labels = y', "Expecting 'AND'"],
    ['colour = red', "Field 'colour' does not exist"],
    ['labels in (x', "Expecting '\\)'"],
  ])('refuses %s', async (jql, message) => {
    const { status, json } = await v3('/search/jql', { jql });
    expect([status, at(json, 'errorMessages', 0)]).toEqual([400, expect.stringMatching(message)]);
  });

  it('has the old search on Data Center only, and the new one on Cloud only', async () => {
    const key = await labelled('sr-4');
    expect((await v3('/search', { jql: 'labels = sr-4' })).status).toBe(410);
    expect((await v2('/search/jql', { jql: 'labels = sr-4' })).status).toBe(404);
    const { json } = await v2(`/search?jql=${encodeURIComponent('labels = sr-4')}`, undefined, 'GET');
    expect(json).toMatchObject({ total: 1, issues: [{ key, fields: { summary: 'SQL injection' } }] });
  });

  it('turns pages', async () => {
    await labelled('sr-5');
    await labelled('sr-5');
    const { json } = await v3('/search/jql', { jql: 'labels = sr-5', maxResults: 1, fields: ['summary'] });
    expect([listAt(json, 'issues').length, at(json, 'isLast')]).toEqual([1, false]);
    const next = { jql: 'labels = sr-5', maxResults: 1, fields: ['summary'], nextPageToken: at(json, 'nextPageToken') };
    const { json: second } = await v3('/search/jql', next);
    expect([listAt(second, 'issues').length, at(second, 'isLast')]).toEqual([1, true]);
  });

  it('does not see an issue before the index does, reading it by key does', async () => {
    running().setFaults({ indexDelayMs: 60_000 });
    const key = await labelled('sr-6');
    expect(await found('labels = sr-6')).toEqual([]);
    expect((await v3(`/issue/${key}`, undefined, 'GET')).status).toBe(200);
    running().setFaults({});
    expect(await found('labels = sr-6')).toEqual([key]);
  });
});
