import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviceHeading, adviceParts } from '../../../../lambdas/destinations/_kit/alert-view/advice.ts';
import { alertView } from '../../../../lambdas/destinations/_kit/alert-view/alert-view.ts';
import { partsOf } from '../../../../lambdas/destinations/_kit/alert-view/prose.ts';
import type { Alert } from '../../../../lambdas/domain/alert.ts';
import { alertNamed, arbitraryAlert, arbitraryAttempt, attemptFor } from '../../../conformance/alerts.ts';

const of = (changes: Partial<Alert> = {}, base = 'minimal') => {
  const alert = { ...alertNamed(base), ...changes };
  return alertView(alert, attemptFor(alert));
};

describe('what was done', () => {
  it.each([
    ['blocked', 'Akto blocked it.', 'Blocked'],
    ['observed', 'Akto only observed it: not blocked.', 'Not blocked'],
    ['allowed', 'Akto allowed it.', 'Allowed'],
    ['unknown', 'Akto does not say whether it was stopped.', 'Perhaps not stopped'],
  ] as const)('says of %s only that much', (action, outcome, outcomeInShort) =>
    expect(of({ action, vendor: 'Akto', product: 'Akto' })).toMatchObject({ outcome, outcomeInShort }),
  );

  it.each(['vulnerability', 'compliance', 'exposure', 'operational'] as const)(
    'is not asked of a %s, which nobody could stop',
    (about) => {
      const view = of({ class: about, action: 'unknown', title: 'Access was prevented' }, 'full');
      expect(view).not.toHaveProperty('outcome');
      expect(view).not.toHaveProperty('outcomeInShort');
      expect(view.notes).toEqual([]);
      expect(view.notification).not.toMatch(/stopped|blocked/i);
    },
  );

  it('warns when the text claims what the action does not', () => {
    const claims = { title: 'Detected and prevented compromise to File integrity' };
    expect(of({ ...claims, action: 'observed' }).notes).toEqual([expect.stringContaining('action field does not')]);
    expect(of({ ...claims, action: 'unknown' }).notes).toHaveLength(1);
    expect(of({ ...claims, action: 'blocked' }).notes).toEqual([]);
    expect(of({ title: 'Traffic was not blocked', action: 'observed' }).notes).toEqual([]);
    expect(of({ title: 'A blockchain address', action: 'observed' }).notes).toEqual([]);
  });

  it('says nothing of what cannot be done anything about', () => {
    for (const kind of ['unreadable', 'gap', 'system'] as const) expect(of({ kind })).not.toHaveProperty('outcome');
    expect(of({}, 'resolved')).not.toHaveProperty('outcome');
  });
});

describe('the severityLabel', () => {
  it.each([
    [{}, 'INFO', '⚪'],
    [{ severity: 'critical' }, 'CRITICAL', '🔴'],
    [{ kind: 'unreadable' }, 'UNREADABLE', '⚠️'],
    [{ kind: 'gap', severity: 'high' }, 'ALERTS MISSING', '⚠️'],
    [{ kind: 'system' }, 'TOCSIN', '⚠️'],
    [{ severity: 'critical', state: 'resolved' }, 'Resolved', '✅'],
    [{ kind: 'system', state: 'resolved' }, 'Resolved · TOCSIN', '✅'],
    [{ severity: 'critical', finding: { uid: 'x', status: 'suppressed' } }, 'SUPPRESSED', '🔕'],
    [{ severity: 'critical', finding: { uid: 'x', status: 'in_progress' } }, 'CRITICAL', '🔴'],
  ] as const)('of %o is %s', (changes, severityLabel, mark) =>
    expect(of(changes)).toMatchObject({ severityLabel, mark }),
  );

  it('keeps in the small print what a resolved alert was', () => {
    expect(of({}, 'resolved').footnotes).toEqual(['was critical']);
    expect(of({}, 'resolved').tone).toBe('resolved');
  });
});

describe('when', () => {
  it.each([
    ['2026-11-21T03:00:00.000Z', '2026-11-21T03:09:00.000Z', undefined],
    ['2026-11-21T03:00:00.000Z', '2026-11-21T03:26:00.000Z', '26 min before it was reported'],
    ['2026-11-21T03:00:00.000Z', '2026-11-21T10:00:00.000Z', '7 h before it was reported'],
    ['2026-11-01T03:00:00.000Z', '2026-11-21T03:00:00.000Z', '20 days before it was reported'],
    ['2026-11-21T04:00:00.000Z', '2026-11-21T03:00:00.000Z', '60 min ahead of our clock'],
    ['soon', '2026-11-21T03:00:00.000Z', undefined],
  ])('%s, received %s: %s', (occurredAt, receivedAt, delay) =>
    expect(of({ occurredAt, receivedAt }).delay).toBe(delay),
  );
});

describe('links', () => {
  it('lead to the console of the vendor under the name of its host', () => {
    expect(of({ url: 'https://app.example.test/a?b=c' }).link).toEqual({
      label: 'Open app.example.test',
      url: 'https://app.example.test/a?b=c',
    });
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//evil.example',
    'https://app.example.test@evil.example/',
    'https://',
    '',
  ])('do not come from %s', (url) => expect(of({ url })).not.toHaveProperty('link'));

  it('hold nothing that a dialect could take for the end of a link', () => {
    const { link } = of({ url: 'https://a.example/x|y>z"`{}[]^\\?q=<b>|%zz#f#g' });
    expect(link?.url).toMatch(/^https:\/\/a\.example\/[\w/%?=#]+$/);
  });

  it('lead to the own record when there is a console', () => {
    const alert = alertNamed('full');
    const attempt = { ...attemptFor(alert), consoleUrl: 'https://tocsin.example.test/console' };
    expect(alertView(alert, attempt).record?.url).toBe(
      'https://tocsin.example.test/console#/alerts/accuknox-prod%3A22222222222222222222222222222222',
    );
  });

  it('to MITRE are built from ids that are theirs', () => {
    const attack = [
      { technique: 'T1565.001', name: 'x', tactics: [{ uid: 'TA0040', name: 'Impact' }] },
      { technique: 'T1036/../../evil', tactics: [] },
      { tactics: [{ uid: 'TA0011', name: 'Command and Control' }] },
    ];
    expect(of({ attack }).techniques).toEqual([
      { text: 'T1565.001 x (Impact)', url: 'https://attack.mitre.org/techniques/T1565/001/' },
      { text: 'T1036/../../evil' },
      { text: 'TA0011 Command and Control', url: 'https://attack.mitre.org/tactics/TA0011/' },
    ]);
  });
});

describe('remediation', () => {
  it('keeps code apart from prose, without its margin', () => {
    const text = 'An example in Python\n          ```python\n          def f():\n              return 1\n          ```';
    expect(partsOf(text)).toEqual([
      { kind: 'prose', text: 'An example in Python' },
      { kind: 'code', text: 'def f():\n    return 1' },
    ]);
  });

  it.each([
    ['a fence that is never closed', 'run ```\nls', ['prose', 'code']],
    ['a fence in the middle of a line', 'run ```ls -l``` now', ['prose', 'code', 'prose']],
    ['only code', '```\nls\n```', ['code']],
    ['nothing but fences', '``````', []],
    ['nothing', ' \n', []],
  ])('reads %s', (_, text, kinds) => expect(partsOf(text).map(({ kind }) => kind)).toEqual(kinds));

  it('takes heading marks away and numbers steps only where there are several', () => {
    const one = of({ remediation: { title: '# Fix it', steps: [{ title: '## First', text: 'do' }] } }).remediation;
    expect(adviceHeading(one)).toBe('What the sender advises: Fix it');
    expect(adviceParts(one.steps).map(({ text }) => text)).toEqual(['First', 'do']);
    const two = of({ remediation: { steps: [{ title: 'A', text: 'a' }, { text: 'b' }] } }).remediation;
    expect(adviceHeading(two)).toBe('What the sender advises (2 steps)');
    expect(adviceParts(two.steps).map(({ text }) => text)).toEqual(['1. A', 'a', '2. b']);
  });
});

it('says that a message may be a repeat', () => {
  const alert = alertNamed('minimal');
  expect(alertView(alert, { ...attemptFor(alert), possibleDuplicate: true }).notes[0]).toMatch(/^Possibly a repeat/);
});

it('puts the most telling first into a notification', () => {
  expect(of({}, 'full').notification).toMatch(/^HIGH · Blocked · File integrity: \/bin\/touch on \/etc\/passwd · /);
});

it('shows evidence only where there is something to see', () => {
  const evidence = ['{}', '[]', ' \n', 'null', '""', '{"a":1}\n'].map((content) => ({ kind: 'raw', content }));
  expect(of({ evidence }).evidence).toEqual([{ label: 'raw', content: '{"a":1}', truncated: false }]);
});

/** Every text of a view but links and code, which destinations treat on their own. */
function prose(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'url' || key === 'content' || ('kind' in value && value.kind === 'code') ? [] : prose(inner),
  );
}

it('shows no live link and nothing invisible in prose, whatever the alert', () => {
  fc.assert(
    fc.property(arbitraryAlert, arbitraryAttempt, (alert, attempt) => {
      for (const text of prose(alertView(alert, attempt))) {
        expect(text).not.toMatch(/https?:\/\//i);
        expect(text).not.toMatch(/[\p{Surrogate}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
      }
    }),
  );
});
