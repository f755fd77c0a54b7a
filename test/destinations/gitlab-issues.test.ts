import { expect, it } from 'vitest';
import { gitlabIssues } from '../../lambdas/destinations/gitlab-issues/index.ts';
import type { OutboundResponse } from '../../lambdas/domain/outbound.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const settings = { project: 'group/alerts', token: 'glpat-test' };
const full = alertNamed('full');
const attempt = attemptFor(full);
const answer = (status: number, body: unknown): OutboundResponse => ({
  at: Date.parse(attempt.at),
  status,
  headers: {},
  body: JSON.stringify(body),
});
const receipt = { id: '7' };

it('is confidential unless it is told otherwise', () => {
  const issueOf = (more: object) =>
    JSON.parse(gitlabIssues.connect({ ...settings, ...more }).render(full, attempt).body ?? '');
  expect(issueOf({})).toMatchObject({ confidential: true, issue_type: 'issue' });
  expect(issueOf({ confidential: false, issueType: 'incident' })).toMatchObject({
    confidential: false,
    issue_type: 'incident',
  });
});

it('writes the word that it searches for, and is found by it', () => {
  const { lookup, render } = gitlabIssues.connect(settings);
  const { description } = JSON.parse(render(full, attempt).body ?? '');
  const word = new URL(lookup?.render(full, attempt).url ?? '').searchParams.get('search');
  // GitLab indexes neither what stands in an HTML comment nor parts of words.
  expect(description.replace(/<!--.*?-->/g, '')).toMatch(new RegExp(`\\b${word}\\b`));
  expect(lookup?.found(answer(200, [{ iid: 7, description }]), full, attempt)).toEqual({ id: '7' });
});

it('holds no line that GitLab would carry out', () => {
  const command = '/close\n/assign @me\n```\n/close\n````\n/label ~x';
  const evidence = [{ kind: 'raw', content: command }];
  const steps = [{ title: command, text: command }];
  const alert = { ...full, title: command, description: command, evidence, remediation: { title: command, steps } };
  const { description } = JSON.parse(gitlabIssues.connect(settings).render(alert, attempt).body ?? '');
  expect(description).not.toMatch(/^\//m);
});

it.each([
  ['reopen', '{"state_event":"reopen"}'],
  ['new', undefined],
])('told to %s an issue that somebody closed', (whenClosed, body) => {
  const { conversation } = gitlabIssues.connect({ ...settings, whenClosed });
  const closed = answer(200, { state: 'closed' });
  expect(conversation?.closed?.isClosed(closed)).toBe(true);
  expect(conversation?.closed?.reopen(closed, receipt)?.body).toBe(body);
  expect(conversation?.resolve?.act(closed, receipt)).toBeUndefined();
  expect(conversation?.resolve?.act(answer(200, { state: 'opened' }), receipt)?.body).toBe('{"state_event":"close"}');
});

it.each([
  ['a project that leads elsewhere', { project: '../../users' }],
  ['a project without its group', { project: 'alerts' }],
  ['a token with a line break', { token: 'a\nb' }],
  ['a label with a comma', { labels: ['a,b'] }],
  ['a kind of issue that Tocsin does not make', { issueType: 'task' }],
])('refuses %s', (_, wrong) => {
  expect(gitlabIssues.settings.safeParse({ ...settings, ...wrong }).success).toBe(false);
});
