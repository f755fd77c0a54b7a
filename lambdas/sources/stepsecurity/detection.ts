import type { AlertAction, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn, wordsOf } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { ordered } from '../_kit/stable-order.ts';
import { placesOf, repositoryOf, thingOf } from './places.ts';

// https://docs.stepsecurity.io/administration/admin-console/integrations/sample-detection-events

const bySort: readonly (readonly [id: RegExp, severity: Severity])[] = [
  [
    /reverse-shell|memory-read|exfiltrat|tampered|imposter-commit|suspicious|compromised|secrets?-in|overwritten/i,
    'high',
  ],
  [/non-default-branch|https-outbound/i, 'low'],
];

const derived = (id: string): Severity => bySort.find(([pattern]) => pattern.test(id))?.[1] ?? 'medium';

/** `Domain-Blocked` and the policies say it in their id; in lockdown mode the job is ended. */
function actionOf(said: Dig, id: string): AlertAction {
  if (said.text('is_lockdown')?.toLowerCase() === 'true' || /-blocked$/i.test(id)) return 'blocked';
  return said.text('is_blocked')?.toLowerCase() === 'true' ? 'blocked' : 'observed';
}

function isOver(said: Dig): boolean {
  const isResolved =
    said.text('is_resolved')?.toLowerCase() === 'true' || /^resolved$/i.test(said.text('status') ?? '');
  return isResolved || said.text('is_active')?.toLowerCase() === 'false';
}

/** Where there is no name, the id says it in words. */
const nameOf = (said: Dig, id: string): string => said.text('name', 'title') ?? wordsOf(id);

/** What stood around a detection. */
export interface Envelope {
  readonly facts: Readonly<Record<string, string>>;
}

/** Threat intelligence tells of an attack on an ecosystem, not of what happened in a workflow. */
const isIntelligence = (said: Dig): boolean => said.text('type') === 'Threat-Intelligence';

const typeOf = (said: Dig): string =>
  (isIntelligence(said) ? said.take('type') : said.take('id', 'detection_id', 'type')) ?? 'detection';

function titleOf(said: Dig, type: string, where: string): string {
  const what = joined([nameOf(said, type), isIntelligence(said) ? undefined : thingOf(said)], ': ');
  return `${joined([what, where], ' in ')}${isOver(said) ? ', resolved' : ''}`;
}

function problemOf(said: Dig, type: string, where: string): string[] {
  const about = isIntelligence(said) ? (said.text('id', 'event_id') ?? nameOf(said, type)) : thingOf(said);
  return [type, exactly(where, about ?? '')];
}

const exposures = /secrets?-in\b/i;

/** A detection has a name of its own; the title of an incident is no rule's. */
const ruleOf = (said: Dig): Detection['rule'] =>
  isIntelligence(said) ? undefined : defined({ name: said.take('name') });

/** An incident has an id that stays; a detection's is shared by what one run came upon. */
function findingOf(said: Dig): Detection['finding'] {
  const isSuppressed = said.text('is_suppressed') === 'true' || /^suppressed$/i.test(said.text('status') ?? '');
  const status = isSuppressed ? ('suppressed' as const) : undefined;
  if (!isIntelligence(said)) return defined({ status });
  return defined({
    vendorUid: said.take('id') ?? said.take('event_id'),
    firstSeenAt: timeIn(said, 'incident_start_time'),
    status,
  });
}

/** One detection, or an incident of threat intelligence. */
export function toDetection(record: Fields, { facts }: Envelope, received: Received): Detection {
  const said = dig(record);
  const type = typeOf(said);
  const repository = repositoryOf(said);
  const places = placesOf(said, repository);
  const occurredAt = timeIn(said, 'timestamp', 'incident_start_time', 'detected_at', 'created_at');
  const job = said.take('job', 'job_name');
  const where = joined([repository, places.code?.path, job], ', ');
  return detected(
    {
      // One `detection` stands for several runs, and in one run for several calls.
      identity: occurrence(ordered(record), { occurredAt, receivedAt: received.receivedAt }),
      problem: problemOf(said, type, where),
      record,
      class: exposures.test(type) ? 'exposure' : 'threat',
      finding: findingOf(said),
      type,
      rule: ruleOf(said),
      title: titleOf(said, type, where),
      description: joined([said.take('description'), said.take('details')], '\n\n') || undefined,
      ...severityIn(said, ['severity'], isIntelligence(said) ? 'high' : derived(type)),
      state: isOver(said) ? 'resolved' : 'open',
      action: isIntelligence(said) ? 'unknown' : actionOf(said, type),
      occurredAt,
      ...places,
      attack: attacks([said.text('mitre', 'technique') ?? '']),
      labels: {
        owner: said.take('owner'),
        repository,
        job,
        run: said.take('run_id'),
        ecosystem: said.take('ecosystem'),
      },
      url: linkIn(said, 'html_url', 'incident_url', 'dashboard_url', 'url'),
      facts: mergeFacts(factsBut(record, said), facts),
    },
    received,
  );
}
