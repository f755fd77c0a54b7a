import { Severity, severities } from '../../domain/alert.ts';
import { deliveryStatuses } from '../../domain/delivery.ts';
import type { AlertQuery } from '../../domain/listing.ts';
import type { Problem } from '../../domain/problem-details.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';

const wrong = (name: string, found: string, allowed: string): { problem: Problem } => ({
  problem: { status: 400, title: 'Wrong query', detail: `${name}: found "${found}"; allowed: ${allowed}` },
});

const cursorForm = /^[\w-]{1,400}$/;
const nameForm = /^[\w.-]{1,200}$/;

const isTime = (text: string | undefined): boolean => text === undefined || toTime(text) !== undefined;

type Query = Readonly<Record<string, string>>;
type Wrong = ReturnType<typeof wrong>;

function wrongTime(query: Query): Wrong | undefined {
  const name = (['since', 'until'] as const).find((each) => !isTime(query[each]));
  return name === undefined
    ? undefined
    : wrong(name, query[name] ?? '', 'an RFC 3339 time such as 2026-11-21T20:00:00Z');
}

function wrongName({ status, destination, cursor }: Query): Wrong | undefined {
  if (status !== undefined && !deliveryStatuses.some((name) => name === status))
    return wrong('status', status, deliveryStatuses.join(', '));
  if (destination !== undefined && !nameForm.test(destination))
    return wrong('destination', destination, 'the name of a destination in tocsin.yaml');
  return cursor === undefined || cursorForm.test(cursor)
    ? undefined
    : wrong('cursor', cursor, 'the cursor of the page before');
}

/** The query of `GET /v1/alerts`, or what is wrong with it. */
export function readAlertQuery(query: Query): AlertQuery | Wrong {
  const { source, severity, status, since, until, destination, cursor } = query;
  const level = severity === undefined ? undefined : Severity.safeParse(severity.toLowerCase());
  if (level?.success === false) return wrong('severity', severity ?? '', severities.join(', '));
  const mistake = wrongName(query) ?? wrongTime(query);
  if (mistake !== undefined) return mistake;
  const [from, to] = [since, until].map((text) => (text === undefined ? undefined : toTime(text)));
  const state = deliveryStatuses.find((name) => name === status);
  return defined({ source, severity: level?.data, status: state, since: from, until: to, destination, cursor });
}
