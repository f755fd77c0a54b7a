import { describe, expect, it } from 'vitest';
import { jira } from '../../lambdas/destinations/jira.ts';
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
  ])('refuses %s', (_, settings) => {
    expect(jira.settings.safeParse(settings).success).toBe(false);
  });
});

it('keeps a summary of emoji within what Jira counts, and whole', () => {
  const { fields } = rendered(cloud, { ...full, title: '🔥'.repeat(400) });
  expect(fields.summary.length).toBeLessThanOrEqual(255);
  expect(fields.summary.isWellFormed()).toBe(true);
  expect(fields.summary).toMatch(/🔥…$/u);
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
