import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Actor, Code } from '../../domain/places.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { isEmail, placed } from '../_kit/typed-places.ts';
import { countIn, takeRepeats } from '../_kit/typed-values.ts';

// An event `{ action, incident, occurrence? }` of https://docs.gitguardian.com/platform/configure-alerting/notifiers-integrations/custom-webhook

type Standing = 'open' | 'in_progress' | 'suppressed' | 'resolved';

/** What an event does to its incident; the status in it may still be the one from before. */
const actions: Readonly<Record<string, Standing>> = wordTable({
  incident_triggered: 'open',
  incident_reopened: 'open',
  incident_regression: 'open',
  incident_resolved: 'resolved',
  incident_ignored: 'suppressed',
});

const statuses: Readonly<Record<string, Standing>> = wordTable({
  assigned: 'in_progress',
  ignored: 'suppressed',
  resolved: 'resolved',
});

/** An incident that was ignored is a risk that somebody took, save that it was none. */
function standingOf(said: Dig): Standing {
  const status = said.text('incident.status')?.toLowerCase() ?? '';
  const standing = actions[said.text('action') ?? ''] ?? statuses[status] ?? 'open';
  const isFalse = /^false_positive$/i.test(said.text('incident.ignore_reason') ?? '');
  return standing === 'suppressed' && isFalse ? 'resolved' : standing;
}

/** Some incidents have the severity `unknown`: a secret that still works counts for more. */
const derived = (said: Dig): Severity => (/^valid$/i.test(said.text('incident.validity') ?? '') ? 'high' : 'medium');

/** Of what has a time of its own: it may be the same as once before, and is a new report. */
const changes = /_(?:reopened|regression|severity_changed|validity_changed)$/;

/** What was done about it is no new report: an assignment, a note, or who may see it. */
function identityOf(said: Dig, standing: Standing, record: Fields, received: Received): string[] {
  const at = timeIn(said, 'timestamp', 'incident.date');
  const update = [
    standing === 'in_progress' ? 'open' : standing,
    said.text('incident.severity'),
    said.text('incident.validity'),
    standing === 'resolved' ? said.text('incident.resolved_at') : undefined,
    standing === 'suppressed' ? said.text('incident.ignored_at') : undefined,
    said.text('occurrence.id', 'occurrence.sha'),
    changes.test(said.text('action') ?? '') ? at : undefined,
  ];
  return identified({ id: said.text('incident.id'), update, record, occurredAt: at }, received);
}

const person = (said: Dig, ...paths: readonly string[]): Actor => {
  const mail = paths.find((path) => isEmail(said.text(path) ?? ''));
  const email = mail === undefined ? undefined : said.take(mail);
  const user = said.take('occurrence.actors.0.name', 'occurrence.author_name');
  return defined({ email, user });
};

const codeOf = (said: Dig): Code | undefined => {
  const repository = said.take('occurrence.source.full_name', 'occurrence.source.name');
  return placed({
    repository,
    path: said.take('occurrence.filepath', 'occurrence.filename'),
    url: linkIn(said, 'occurrence.url', 'occurrence.source.url'),
  });
};

const hosts = /git|bitbucket|azure_devops/i;

/** A repository, or the other place where a secret was found, such as `slack`. */
function kindOf(said: Dig): string {
  const type = said.text('occurrence.source.type');
  if (type === undefined) return 'secret';
  return hosts.test(type) ? 'repository' : type;
}

const endsAt: Readonly<Record<Standing, readonly string[]>> = {
  open: [],
  in_progress: [],
  suppressed: ['incident.ignored_at'],
  resolved: ['incident.resolved_at', 'incident.ignored_at'],
};

function findingOf(said: Dig, standing: Standing): Detection['finding'] {
  const [firstSeenAt, lastSeenAt] = [timeIn(said, 'incident.date'), timeIn(said, 'occurrence.date')];
  takeRepeats(said, firstSeenAt, 'incident.date');
  takeRepeats(said, lastSeenAt, 'occurrence.date');
  return defined({
    vendorUid: said.take('incident.id'),
    firstSeenAt,
    lastSeenAt,
    count: countIn(said, 'incident.occurrence_count', 'incident.occurrences_count'),
    status: standing === 'open' || standing === 'resolved' ? undefined : standing,
  });
}

const labelsOf = (said: Dig) => ({
  action: said.take('action'),
  status: said.take('incident.status'),
  validity: said.take('incident.validity'),
  nature: said.take('incident.detector.nature'),
  team: said.take('target_team'),
  visibility: said.take('occurrence.source.visibility'),
  assignee: said.take('incident.assignee_email'),
});

function titleOf(said: Dig, name: string, standing: Standing): string {
  const place = said.text('occurrence.source.full_name', 'occurrence.source.name', 'occurrence.filepath');
  const head = joined([`${name} leaked`, place === undefined ? undefined : `in ${place}`]);
  const isValid = /^valid$/i.test(said.text('incident.validity') ?? '');
  return isValid && standing !== 'resolved' ? `${head}, still valid` : head;
}

/** An alert of one event of an incident. */
export function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const standing = standingOf(said);
  const identity = identityOf(said, standing, record, received);
  const type = said.take('incident.detector.name') ?? 'secret';
  const name = said.take('incident.detector.display_name') ?? (type === 'secret' ? 'A secret' : type);
  const id = said.text('incident.id', 'incident.secret_hash') ?? '';
  const title = titleOf(said, name, standing);
  return detected(
    {
      identity,
      problem: ['gitguardian', exactly(type, id)],
      record,
      type,
      title,
      description: said.take('message'),
      ...severityIn(said, ['incident.severity'], derived(said)),
      state: standing === 'resolved' ? 'resolved' : 'open',
      occurredAt: timeIn(said, ...endsAt[standing], 'timestamp', 'incident.date'),
      class: 'exposure',
      rule: placed({
        name: name === type || type === 'secret' ? undefined : name,
        category: said.take('incident.detector.family'),
      }),
      finding: findingOf(said, standing),
      actor: person(said, 'occurrence.actors.0.email', 'occurrence.author_info'),
      target: { kind: kindOf(said) },
      code: codeOf(said),
      labels: labelsOf(said),
      url: linkIn(said, 'incident.gitguardian_url'),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
