import { expect, it } from 'vitest';
import { githubDispatch } from '../../lambdas/destinations/github-dispatch/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const settings = { owner: 'example-org', repo: 'responders', token: 'github_pat_test' };
const sent = (name: string) => {
  const alert = alertNamed(name);
  return JSON.parse(githubDispatch.connect(settings).render(alert, attemptFor(alert)).body ?? '');
};

it('hands over the whole alert under one key, and says so', () => {
  expect(sent('full')).toEqual({
    event_type: 'tocsin-alert',
    client_payload: {
      alert: alertNamed('full'),
      delivery_id: 'dlv_0123456789abcdef',
      possible_duplicate: false,
      shortened: false,
    },
  });
});

it('shortens what GitHub would not take, and says so', () => {
  const { client_payload: payload } = sent('oversized');
  expect(payload.shortened).toBe(true);
  expect(payload.alert).toMatchObject({ severity: alertNamed('oversized').severity, state: 'open' });
});

it('warns whoever writes the workflow', () => {
  const setup = githubDispatch.about.setup.join('\n');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's, as text
  expect(setup).toContain('TITLE: "${{ github.event.client_payload.alert.title }}"');
  expect(setup).toMatch(/Never write .*client_payload.* into run:/);
});

it.each([
  ['an empty event type', { eventType: '' }],
  ['too long an event type', { eventType: 'x'.repeat(101) }],
  ['an event type of several lines', { eventType: 'a\nb' }],
  ['an owner that leads elsewhere', { owner: '..' }],
])('refuses %s', (_, wrong) => {
  expect(githubDispatch.settings.safeParse({ ...settings, ...wrong }).success).toBe(false);
});
