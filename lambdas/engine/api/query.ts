import { Severity, severities } from '../../core/alert.ts';
import { deliveryStatuses } from '../../core/delivery.ts';
import type { AlertQuery } from '../../core/listing.ts';
import type { Problem } from '../../core/problem.ts';
import { defined } from '../../core/reading/record.ts';
import { toTime } from '../../core/time.ts';

const wrong = (name: string, found: string, allowed: string): { problem: Problem } => ({
  problem: { status: 400, title: 'Wrong query', detail: `${name}: found "${found}"; allowed: ${allowed}` },
});

const cursorForm = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#\S+$/;

/** The query of `GET /v1/alerts`, or what is wrong with it. */
export function readAlertQuery(query: Readonly<Record<string, string>>): AlertQuery | { readonly problem: Problem } {
  const { source, severity, status, since, cursor } = query;
  const level = severity === undefined ? undefined : Severity.safeParse(severity.toLowerCase());
  if (level?.success === false) return wrong('severity', severity ?? '', severities.join(', '));
  const state = deliveryStatuses.find((name) => name === status);
  if (status !== undefined && state === undefined) return wrong('status', status, deliveryStatuses.join(', '));
  const from = since === undefined ? undefined : toTime(since);
  if (since !== undefined && from === undefined)
    return wrong('since', since, 'an RFC 3339 time such as 2026-11-21T20:00:00Z');
  if (cursor !== undefined && !cursorForm.test(cursor)) return wrong('cursor', cursor, 'the cursor of the page before');
  return defined({ source, severity: level?.data, status: state, since: from, cursor });
}
