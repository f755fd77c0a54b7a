import { techniqueByName } from '../../domain/attack/table.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { attacks } from '../_kit/attack.ts';
import { classByWords } from '../_kit/class-words.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, linkIn, severityIn, timeIn, wordsOf } from '../_kit/detected.ts';
import type { Around } from '../_kit/envelope.ts';
import { type Dig, dig, pairsOf, textsOf } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified } from '../_kit/identified.ts';
import { takeTags } from '../_kit/taken-tags.ts';
import { placed } from '../_kit/typed-places.ts';
import { takeRepeats } from '../_kit/typed-values.ts';
import { nameOf, placesOf } from './places.ts';

// A finding of https://docs.cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.locations.findings,
// which versions 1 and 2 of the API write alike, with its resource beside it.

/** https://docs.cloud.google.com/security-command-center/docs/finding-classes */
const classes: Readonly<Record<string, Detection['class']>> = wordTable({
  THREAT: 'threat',
  VULNERABILITY: 'vulnerability',
  MISCONFIGURATION: 'compliance',
  POSTURE_VIOLATION: 'compliance',
  TOXIC_COMBINATION: 'vulnerability',
  CHOKEPOINT: 'vulnerability',
  SENSITIVE_DATA_RISK: 'exposure',
  SCC_ERROR: 'operational',
});

const classOf = (said: Dig, type: string): Detection['class'] =>
  classes[said.text('finding.findingClass')?.toUpperCase() ?? ''] ?? classByWords(wordsOf(type)) ?? 'threat';

/** What Security Command Center cannot see any more, such as an API that is off or a detector that does not run. */
const isError = (said: Dig): boolean => /^scc_error$/i.test(said.text('finding.findingClass') ?? '');

const isMuted = (said: Dig): boolean => /^muted$/i.test(said.text('finding.mute') ?? '');
const isOver = (said: Dig): boolean => /^inactive$/i.test(said.text('finding.state') ?? '');

const acronyms = new Set(
  'acl api cmek cve dns gce gke iam ip kms ktd mfa os rdp scc smtp sql ssh ssl tls vm vpc xss'.split(' '),
);

/** `PUBLIC_BUCKET_ACL` as words; `Persistence: IAM Anomalous Grant` as it is. */
function spelledOut(category: string): string {
  if (!/^[A-Z\d_]+$/.test(category)) return category;
  const words = wordsOf(category).split(' ');
  const text = words.map((word) => (acronyms.has(word) ? word.toUpperCase() : word)).join(' ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

const mitre = ['primaryTactic', 'primaryTechniques', 'additionalTactics', 'additionalTechniques'].map(
  (name) => `finding.mitreAttack.${name}`,
);

/** Tactics and techniques come as enumerated names: `PRIVILEGE_ESCALATION`, `ACCOUNT_MANIPULATION`. */
function attackOf(said: Dig): Detection['attack'] {
  const names = mitre.flatMap((path) => textsOf(said.value(path)));
  const attack = attacks(names.flatMap((name) => [name, techniqueByName(name)?.id ?? '']));
  takeTags(said, attack, ...mitre);
  return attack;
}

const labelsOf = (said: Dig) => ({
  ...Object.fromEntries(pairsOf(said.value('finding.securityMarks.marks'))),
  findingClass: said.text('finding.findingClass'),
  state: said.take('finding.state'),
  mute: said.take('finding.mute'),
  provider: said.take('finding.parentDisplayName'),
  project: said.text('resource.projectDisplayName', 'resource.gcpMetadata.projectDisplayName'),
  folder: said.text(
    'resource.folders.0.resourceFolderDisplayName',
    'resource.gcpMetadata.folders.0.resourceFolderDisplayName',
  ),
});

/** A threat happens before its finding is made, and the finding is changed after that. */
function findingOf(said: Dig, vendorUid: string | undefined): Detection['finding'] {
  const [made, changed] = [timeIn(said, 'finding.createTime'), timeIn(said, 'finding.eventTime')];
  const [firstSeenAt] = [made, changed].filter((time) => time !== undefined).sort();
  const lastSeenAt = changed ?? made;
  takeRepeats(said, firstSeenAt, 'finding.createTime');
  takeRepeats(said, lastSeenAt, 'finding.eventTime');
  return defined({
    vendorUid,
    firstSeenAt,
    lastSeenAt,
    status: isMuted(said) ? ('suppressed' as const) : undefined,
  });
}

function remediationOf(said: Dig): Pick<Detection, 'remediation'> {
  const text = said.take('finding.nextSteps', 'finding.sourceProperties.Recommendation');
  return text === undefined ? {} : { remediation: { steps: [{ text }] } };
}

/** A finding is told by its name; what changes it is a new report of the same finding. */
const identityOf = (said: Dig, name: string | undefined, record: Fields, received: Received): string[] =>
  identified(
    {
      id: name,
      update: ['state', 'severity', 'mute', 'eventTime'].map((each) => said.text(`finding.${each}`)),
      record,
      occurredAt: timeIn(said, 'finding.eventTime', 'finding.createTime'),
    },
    received,
  );

/** An alert of a notification `{ finding, resource }`; `record` is the vendor's object as it came. */
export function toDetection(notification: Fields, around: Around, received: Received, record: Fields): Detection {
  const said = dig(notification);
  const name = said.take('finding.name', 'finding.canonicalName');
  const type = said.take('finding.category') ?? 'Security Command Center finding';
  const resource = said.text('finding.resourceName', 'resource.name') ?? '';
  const identity = identityOf(said, name, record, received);
  const on = nameOf(said);
  const severity = severityIn(said, ['finding.severity'], 'medium');
  const places = placesOf(said);
  const { email, user } = places.actor ?? {};
  return detected(
    {
      kind: isError(said) ? 'gap' : 'detection',
      identity,
      problem: ['google-scc', exactly(name ?? '', type, resource)],
      record: around.wrap(record),
      type,
      title: headline(spelledOut(type), { what: places.vulnerabilities?.[0]?.cve, on, by: email ?? user }),
      description: said.take('finding.description'),
      ...severity,
      state: isOver(said) ? 'resolved' : 'open',
      occurredAt: timeIn(said, 'finding.eventTime', 'finding.createTime'),
      class: classOf(said, type),
      rule: placed({ category: said.take('finding.findingClass') }),
      finding: findingOf(said, name),
      ...places,
      attack: attackOf(said),
      ...remediationOf(said),
      labels: labelsOf(said),
      url: linkIn(said, 'finding.externalUri'),
      facts: mergeFacts(factsBut(notification, said), around.facts),
    },
    received,
  );
}
