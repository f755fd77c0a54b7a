import { describe, expect, it } from 'vitest';
import { githubIssues } from '../../lambdas/destinations/github-issues/index.ts';
import type { OutboundResponse } from '../../lambdas/domain/outbound.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { parse } from '../validators/issue-markdown.ts';

const settings = { owner: 'example-org', repo: 'alerts', token: 'github_pat_test' };
const full = alertNamed('full');
const attempt = attemptFor(full);
const answer = (status: number, body: unknown): OutboundResponse => ({
  at: Date.parse(attempt.at),
  status,
  headers: {},
  body: JSON.stringify(body),
});
const receipt = { id: '7' };

it('writes what it is found by', () => {
  const { lookup, render } = githubIssues.connect(settings);
  const { body } = JSON.parse(render(full, attempt).body ?? '');
  expect(lookup?.found(answer(200, [{ number: 7, body }]), full, attempt)).toEqual({ id: '7' });
  const other = { ...attempt, deliveryId: 'another' };
  expect(lookup?.found(answer(200, [{ number: 7, body }]), full, other)).toBeUndefined();
});

it('is unsure when there may be more issues than it saw', () => {
  const { lookup } = githubIssues.connect(settings);
  const page = (created_at: string) => Array.from({ length: 50 }, (_, number) => ({ number, body: '', created_at }));
  const at = (time: string) => lookup?.found(answer(200, page(time)), full, attempt);
  expect(at('2026-11-21T03:07:12Z')).toBe('unsure');
  expect(at('2026-11-21T02:00:00Z'), 'the last is older than the alert').toBeUndefined();
});

describe('an issue that somebody closed', () => {
  const closed = answer(200, { state: 'closed' });
  it.each([
    ['reopen', '{"state":"open","state_reason":"reopened"}'],
    ['new', undefined],
  ])('when told to %s', (whenClosed, body) => {
    const { conversation } = githubIssues.connect({ ...settings, whenClosed });
    expect(conversation?.closed?.isClosed(closed)).toBe(true);
    expect(conversation?.closed?.isClosed(answer(200, { state: 'open' }))).toBe(false);
    expect(conversation?.closed?.reopen(closed, receipt)?.body).toBe(body);
    expect(conversation?.resolve?.act(closed, receipt), 'is not closed again').toBeUndefined();
    expect(conversation?.resolve?.act(answer(200, { state: 'open' }), receipt)?.method).toBe('PATCH');
  });

  it.each([404, 410, 301])('or that is gone (%s) takes no comment, and the destination goes on', (status) => {
    const { conversation } = githubIssues.connect(settings);
    expect(conversation?.judge(answer(status, { message: 'Not Found' }))).toEqual({
      kind: 'rejected',
      reason: 'issue_not_found',
    });
  });
});

it('says of a comment that it may be one too many', () => {
  const repeats = {
    title: 'x',
    severity: 'high',
    count: 1,
    total: 2,
    since: '',
    until: '',
    isResolved: false,
  } as const;
  const { conversation } = githubIssues.connect(settings);
  const said = conversation?.reply(repeats, { ...attempt, possibleDuplicate: true }, receipt, full);
  expect(said?.body).toContain('possibly a repeat');
});

it('keeps every value of an alert readable: who, where, the evidence, and the id', () => {
  const { body } = JSON.parse(githubIssues.connect(settings).render(full, attempt).body ?? '');
  const tokens = parse(body).flatMap((token) => [token, ...(token.children ?? [])]);
  const values = tokens
    .filter(({ type }) => type === 'code_inline' || type === 'fence')
    .map(({ content }) => content.trimEnd());
  const { user, process } = full.actor;
  expect(values).toEqual(
    expect.arrayContaining([
      full.id,
      user,
      process?.commandLine,
      'payments/checkout-6d6f8cc7d5-2q9wf',
      full.evidence[0]?.content,
    ]),
  );
});

it.each([
  ['an owner that leads elsewhere', { owner: '../x' }],
  ['a repository that leads elsewhere', { repo: '..' }],
  ['a repository with its owner', { repo: 'example-org/alerts' }],
  ['a token with a line break', { token: 'a\nb' }],
  ['a label of several lines', { labels: ['a\nb'] }],
  ['too long a label', { labels: ['x'.repeat(51)] }],
  ['an assignee with an @', { assignees: ['@on-call'] }],
  ['a severity that there is not', { severityLabels: { urgent: 'x' } }],
  ['an address that is none', { apiUrl: 'file:///x' }],
])('refuses %s', (_, wrong) => {
  expect(githubIssues.settings.safeParse({ ...settings, ...wrong }).success).toBe(false);
});
