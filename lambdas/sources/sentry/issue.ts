import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { countIn, takeRepeats } from '../_kit/typed-values.ts';
import { couplesIn, placesOf, stackOf, under } from './places.ts';

// An issue (https://docs.sentry.io/integrations/integration-platform/webhooks/issues/), an event for which an alert rule
// triggered (…/issue-alerts/), or an error (…/errors/). Each event belongs to an issue.

type Standing = 'open' | 'suppressed' | 'resolved';

const standings: Readonly<Record<string, Standing>> = wordTable({
  resolved: 'resolved',
  archived: 'suppressed',
  ignored: 'suppressed',
  unresolved: 'open',
  created: 'open',
});

/** What was done says it, else the status: an issue that is archived is a risk that somebody took. */
const standingOf = (said: Dig): Standing =>
  standings[said.text('action') ?? ''] ?? standings[said.text('data.issue.status') ?? ''] ?? 'open';

/** `sample` is what Sentry makes up for a new project. */
const levels: Readonly<Record<string, Severity>> = wordTable({
  fatal: 'critical',
  error: 'high',
  warning: 'medium',
  info: 'info',
  debug: 'info',
  sample: 'info',
});

/** Reports of browsers about the rules of a site: https://docs.sentry.io/product/security-policy-reporting/ */
const isSecurityReport = (said: Dig): boolean =>
  /^(?:csp|hpkp|expectct|expectstaple)$/i.test(said.text(...under('type')) ?? '');

/** When Sentry sent it: an issue says nowhere when its status changed. */
export const sentAt = ({ headers }: Received): string | undefined => toTime(headers['sentry-hook-timestamp']);

const changed = /^(?:resolved|unresolved|archived|ignored)$/;

const isChange = (said: Dig): boolean => changed.test(said.text('action') ?? '');

function timeOf(said: Dig, received: Received): string | undefined {
  if (isChange(said)) return sentAt(received) ?? timeIn(said, 'data.issue.lastSeen');
  return timeIn(said, ...under('datetime', 'timestamp'), 'data.issue.firstSeen', 'data.issue.lastSeen');
}

/** An event by its id, a change of an issue by its time. That somebody was assigned is no new report. */
function identityOf(said: Dig, standing: Standing, record: Fields, received: Received): string[] {
  const id = said.text('data.issue.id', ...under('issue_id'));
  const at = isChange(said) ? (sentAt(received) ?? said.text('data.issue.lastSeen')) : undefined;
  const substatus = isChange(said) ? said.text('data.issue.substatus') : undefined;
  const event = [said.text(...under('event_id')), said.text('data.triggered_rule')];
  const occurredAt = timeIn(said, ...under('datetime', 'timestamp'), 'data.issue.lastSeen');
  return identified({ id, update: [standing, at, substatus, ...event], record, occurredAt }, received);
}

function findingOf(said: Dig, standing: Standing): Detection['finding'] {
  const [firstSeenAt, lastSeenAt] = [timeIn(said, 'data.issue.firstSeen'), timeIn(said, 'data.issue.lastSeen')];
  takeRepeats(said, firstSeenAt, 'data.issue.firstSeen');
  takeRepeats(said, lastSeenAt, 'data.issue.lastSeen');
  return defined({
    vendorUid: said.take('data.issue.id', ...under('issue_id')),
    firstSeenAt,
    lastSeenAt,
    count: countIn(said, 'data.issue.count'),
    status: standing === 'suppressed' ? standing : undefined,
  });
}

/** Who it happened to is no label. */
const isLabel = ([name]: readonly [string, string]): boolean => !/^(?:user|url)$/i.test(name);

/** An event names its project by number; its address in the API has the name: `…/api/0/projects/acme/shop/events/…`. */
function projectInUrl(said: Dig): string | undefined {
  const [, path] = (said.text(...under('url')) ?? '').split('/projects/', 2);
  return path?.split('/')[1];
}

const projectOf = (said: Dig): string | undefined =>
  said.text('data.issue.project.slug', 'data.issue.project.name', ...under('project_slug', 'project_name')) ??
  projectInUrl(said) ??
  said.text(...under('project'));

const labelsOf = (said: Dig) => ({
  ...Object.fromEntries(couplesIn(said.value(...under('tags'))).filter(isLabel)),
  action: said.take('action'),
  project: projectOf(said),
  platform: said.take(...under('platform')),
  environment: said.take(...under('environment')),
  release: said.take(...under('release')),
  rule: said.take('data.triggered_rule'),
  status: said.take('data.issue.status'),
  substatus: said.take('data.issue.substatus'),
  priority: said.take('data.issue.priority'),
  assignee: said.text('data.issue.assignedTo.name', 'data.issue.assignedTo.email'),
});

/** The kind of error, which is the same in all of its events. */
const typeOf = (said: Dig): string =>
  said.text(...under('metadata.type', 'exception.values.0.type', 'type')) ?? 'issue';

/** An alert of one notice about an issue. */
export function issueDetection(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const standing = standingOf(said);
  const identity = identityOf(said, standing, record, received);
  const occurredAt = timeOf(said, received);
  const [type, project] = [typeOf(said), projectOf(said)];
  const title = said.take(...under('title', 'message')) ?? type;
  const id = said.text('data.issue.id', ...under('issue_id'));
  return detected(
    {
      identity,
      problem: ['sentry', id === undefined ? `${project ?? ''} ${title}` : exactly('issue', id)],
      record,
      type,
      title: project === undefined ? title : `${title} in ${project}`,
      description: joined([title, said.take(...under('culprit'))], ', at '),
      ...severityIn(said, under('level'), 'medium', (word) => levels[word.toLowerCase()]),
      state: standing === 'resolved' ? 'resolved' : 'open',
      occurredAt,
      class: isSecurityReport(said) ? 'threat' : 'operational',
      finding: findingOf(said, standing),
      ...placesOf(said),
      evidence: stackOf(said, occurredAt),
      labels: labelsOf(said),
      url: linkIn(said, ...under('web_url', 'permalink'), 'data.issue.permalink'),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
