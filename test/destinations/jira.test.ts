import { describe, expect, it } from 'vitest';
import { jira } from '../../lambdas/destinations/jira/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { problems } from '../validators/jira.ts';

const cloud = {
  baseUrl: 'https://example.atlassian.example.test',
  email: 'bot@example.test',
  apiToken: 'invented-token',
  project: 'SEC',
};
const dataCenter = { baseUrl: 'http://127.0.0.1:1234/jira/', token: 'invented-pat', project: 'SEC' };
const full = alertNamed('full');
const attempt = attemptFor(full);
const rendered = (settings: object, alert = full) => {
  const request = jira.connect(settings).render(alert, attempt);
  return { ...request, fields: JSON.parse(request.body ?? '').fields };
};

describe('the assignee', () => {
  it('is an account on Cloud, and a user on Data Center', () => {
    expect(rendered({ ...cloud, assignee: '5b10ac8d82e05b22cc7d4ef5' }).fields.assignee).toEqual({
      id: '5b10ac8d82e05b22cc7d4ef5',
    });
    expect(rendered({ ...dataCenter, assignee: 'soc' }).fields.assignee).toEqual({ name: 'soc' });
    expect(rendered(cloud).fields).not.toHaveProperty('assignee');
  });

  it('is given once', () => {
    const twice = { ...cloud, assignee: 'a', fields: { assignee: { id: 'b' } } };
    expect(() => jira.connect(twice)).toThrow('assignee is given twice');
  });
});

describe('which Jira is meant', () => {
  it('follows from the credential, and the path of the address is kept', () => {
    expect(rendered(cloud).url).toBe('https://example.atlassian.example.test/rest/api/3/issue');
    expect(rendered(dataCenter).url).toBe('http://127.0.0.1:1234/jira/rest/api/2/issue');
    expect(rendered(cloud).fields.description).toMatchObject({ type: 'doc', version: 1 });
    expect(rendered(dataCenter).fields.description).toContain('{panel');
  });

  it('may be stated: a Cloud site takes a bearer token too', () => {
    const { url, headers } = rendered({ ...dataCenter, deployment: 'cloud' });
    expect([url, headers['authorization']]).toEqual([
      'http://127.0.0.1:1234/jira/rest/api/3/issue',
      'Bearer invented-pat',
    ]);
  });

  it.each([
    ['no credential', { baseUrl: cloud.baseUrl, project: 'SEC' }],
    ['an address without its token', { baseUrl: cloud.baseUrl, project: 'SEC', email: 'bot@example.test' }],
    ['both credentials', { ...cloud, token: 'x' }],
    ['a label with a space', { ...cloud, labels: ['a b'] }],
    ['a field that Tocsin fills in', { ...cloud, fields: { summary: 'mine' } }],
    ['a severity that does not exist', { ...cloud, priorities: { urgent: 'High' } }],
    ['labels that are left out', { ...cloud, labels: ['soc'], leaveOut: ['labels'] }],
    ['a field that cannot be left out', { ...cloud, leaveOut: ['summary'] }],
    ['a transition that is never done', { ...cloud, whenClosed: 'link', reopenTransition: 'Reopen' }],
  ])('refuses %s', (_, settings) => {
    expect(jira.settings.safeParse(settings).success).toBe(false);
  });
});

it('keeps a summary of emoji within what Jira counts, and whole', () => {
  const { fields } = rendered(cloud, { ...full, title: '🔥'.repeat(400) });
  expect(fields.summary.length).toBeLessThanOrEqual(255);
  expect(fields.summary.isWellFormed()).toBe(true);
  expect(fields.summary).toMatch(/🔥… · payments\/checkout \(prod-eu-1\)$/u);
});

it('sets a priority only where the operator named one', () => {
  expect(rendered(cloud).fields.priority).toBeUndefined();
  expect(rendered({ ...cloud, priorities: { high: 'P1' } }).fields.priority).toEqual({ name: 'P1' });
  expect(rendered({ ...cloud, priorities: { low: 'P4' } }).fields.priority).toBeUndefined();
});

it('tells a reader what was cut, and cuts facts before evidence before advice', () => {
  const long = 'x '.repeat(20_000);
  const alert = { ...full, facts: { a: long }, evidence: [{ kind: 'log', content: long }] };
  for (const settings of [cloud, dataCenter]) {
    const { fields, ...request } = rendered(settings, alert);
    expect(problems(request)).toEqual([]);
    const text = JSON.stringify(fields.description);
    expect(text).toContain('Shortened to what Jira can hold');
    expect(text).toContain('kubectl -n payments rollout undo deployment/checkout');
    expect(text).toContain('Evidence:');
  }
});

it('shares a label between occurrences of one problem, and no label between deliveries', () => {
  const one = rendered(cloud).fields.labels;
  const other = JSON.parse(
    jira.connect(cloud).render({ ...full, id: 'x' }, { ...attempt, deliveryId: 'dlv_other' }).body ?? '',
  ).fields.labels;
  expect(other[1]).toBe(one[1]);
  expect(other[2]).not.toBe(one[2]);
});

describe('a field that is not on the create screen', () => {
  it('is not filled when leaveOut names it', () => {
    const { fields } = rendered({ ...cloud, leaveOut: ['labels'] });
    expect(fields).not.toHaveProperty('labels');
    expect(fields).toHaveProperty('description');
    expect(rendered({ ...cloud, leaveOut: ['description'] }).fields).not.toHaveProperty('description');
  });

  it('takes the look-up with it when it is the labels, by which an issue is looked for', () => {
    expect(jira.connect({ ...cloud, leaveOut: ['labels'] }).lookup).toBeUndefined();
    expect(jira.connect({ ...cloud, leaveOut: ['description'] }).lookup).toBeDefined();
  });
});

const answered = (status: string, transitions: unknown = [], httpStatus = 200) => ({
  at: 0,
  status: httpStatus,
  headers: {},
  body: JSON.stringify({ key: 'SEC-7', fields: { status: { statusCategory: { key: status } } }, transitions }),
});
const offered = [
  { id: '31', name: 'Close', to: { statusCategory: { key: 'done' } } },
  { id: '41', name: 'Reopen', isAvailable: false, to: { statusCategory: { key: 'new' } } },
  { id: '51', name: 'Back to triage', to: { statusCategory: { key: 'new' } } },
  { id: '61', name: 'Start', to: { statusCategory: { key: 'indeterminate' } } },
];
const first = { id: 'SEC-7' };

describe('an issue that people have closed', () => {
  const closed = (settings: object) => jira.connect(settings).conversation?.closed;

  it('is asked for its status and what can be done with it in one request', () => {
    expect(closed(cloud)?.ask(first)).toMatchObject({ method: 'GET', url: expect.stringContaining('/3/issue/SEC-7?') });
    expect(closed(dataCenter)?.ask(first).url).toBe(
      'http://127.0.0.1:1234/jira/rest/api/2/issue/SEC-7?fields=status&expand=transitions',
    );
  });

  it.each([
    ['new', 200, false],
    ['indeterminate', 200, false],
    ['done', 200, true],
    ['done', 404, false],
  ])('is known by the category of its status: %s, %i', (status, httpStatus, expected) => {
    expect(closed(cloud)?.isClosed(answered(status, [], httpStatus))).toBe(expected);
  });

  it('is reopened by the first transition to a status that is not done, or by the one that is named', () => {
    const body = (settings: object) => closed(settings)?.reopen(answered('done', offered), first)?.body;
    expect(body(cloud)).toBe('{"transition":{"id":"51"}}');
    expect(body({ ...cloud, reopenTransition: 'start' })).toBe('{"transition":{"id":"61"}}');
    expect(body({ ...cloud, reopenTransition: 'Nowhere' })).toBeUndefined();
  });

  it('stays closed, and a new one names it, when the settings say so', () => {
    expect(closed({ ...cloud, whenClosed: 'link' })?.reopen(answered('done', offered), first)).toBeUndefined();
  });

  it('is not closed again by the word that it is over', () => {
    const act = jira.connect(cloud).conversation?.resolve?.act;
    expect(act?.(answered('done', offered), first)).toBeUndefined();
    expect(act?.(answered('new', offered), first)?.body).toBe('{"transition":{"id":"31"}}');
  });
});

describe('a comment', () => {
  const judge = (status: number, headers = {}) =>
    jira.connect(cloud).conversation?.judge({ at: 0, status, headers, body: '{"errorMessages":["no"],"errors":{}}' });

  it.each([
    [400, 'comment_refused'],
    [404, 'issue_not_found'],
    [413, 'issue_full'],
  ])('that an issue does not take is told apart: %i', (status, reason) => {
    expect(judge(status)).toEqual({ kind: 'rejected', reason });
  });

  it('that comes too soon after others waits without holding up the rest of the site', () => {
    const headers = { 'ratelimit-reason': 'jira-per-issue-on-write', 'retry-after': '2' };
    expect(judge(429, headers)).toEqual({ kind: 'retry', reason: 'issue_write_limited', afterSeconds: 2 });
  });
});
