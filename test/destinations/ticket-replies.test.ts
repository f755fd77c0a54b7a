import { expect, it } from 'vitest';
import type { Repeats } from '../../lambdas/domain/repeats.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { answer, hostileReceipts, statuses, withoutWords } from './answers.ts';
import { variants } from './variants.ts';

/** A reply that a ticket does not take becomes a new ticket, so only the vendor may say that it does not take it. */

const tickets = variants.filter(({ type }) => ['jira', 'servicenow', 'github-issues', 'gitlab-issues'].includes(type));
const full = alertNamed('full');
const attempt = attemptFor(full);
const repeats: Repeats = {
  title: 'again',
  severity: 'high',
  count: 2,
  total: 3,
  since: '2026-11-21T03:00:00.000Z',
  until: '2026-11-21T03:07:00.000Z',
  isResolved: false,
};

it.each(tickets)('$name: no proxy and no other product makes a new ticket of a reply', ({ connected }) => {
  const bodies = [...Object.values(withoutWords).map(({ body }) => body), '{"errorMessages":[', '{"message":{'];
  const rejecting = bodies.flatMap((body) =>
    statuses.filter((status) => connected.conversation?.judge(answer(status, body)).kind === 'rejected'),
  );
  expect([...new Set(rejecting)]).toEqual([413]);
});

it.each(tickets)('$name: a damaged receipt stays one part of the path', ({ connected }) => {
  const { conversation } = connected;
  const urls = hostileReceipts.flatMap((id) => {
    const first = { id };
    return [
      conversation?.reply(repeats, attempt, first, full),
      conversation?.resolve?.ask(first),
      conversation?.closed?.ask(first),
    ].flatMap((request) => (request === undefined ? [] : [request.url]));
  });
  const escaped = urls.filter((url) => !url.isWellFormed() || /\/admin|\/b\b|[#\s]/.test(url));
  expect(escaped).toEqual([]);
  expect(urls.length).toBeGreaterThanOrEqual(2 * hostileReceipts.length);
});
