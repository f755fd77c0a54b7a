import type { Remediation } from '../../../../domain/alert.ts';
import type { Detection, DraftAttack, DraftTarget } from '../../../../domain/detection.ts';
import { exact } from '../../../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../../../domain/values/json-fields.ts';
import { httpUrl, truncate } from '../../../../domain/values/text.ts';
import { toTime } from '../../../../domain/values/time.ts';
import type { Received } from '../../define-source.ts';
import type { Around } from '../../envelope.ts';
import { type Dig, dig, textsOf } from '../../field-reader.ts';
import { occurrence } from '../../identity.ts';
import { makerIn, makerName } from '../../vendor-name.ts';
import { shortName } from '../guardduty/resource.ts';
import { actorOf, first, targetOf } from './places.ts';
import { actionOf, INCIDENT_FINDING, severityOf, stateOf } from './words.ts';

/** Whether an object is an event of the Open Cybersecurity Schema Framework. */
export function isOcsf(fields: Fields): boolean {
  const said = dig(fields);
  if (/^\d{4,7}$/.test(said.text('classUid') ?? '')) return true;
  if (/^\d{6,9}$/.test(said.text('typeUid') ?? '')) return true;
  return (
    said.value('findingInfo') !== undefined && said.text('severityId', 'activityId', 'metadata.version') !== undefined
  );
}

function attackOf(said: Dig): DraftAttack[] {
  const told = [...said.list('findingInfo.attacks'), ...said.list('attacks')].flatMap((item): DraftAttack[] => {
    const each = dig(item);
    const technique = each.text('subTechnique.uid', 'technique.uid', 'techniques.0.uid');
    const name = each.text('subTechnique.name', 'technique.name', 'techniques.0.name');
    return technique === undefined ? [] : [defined({ technique: truncate(technique, 64), name: makerName(name) })];
  });
  return [...new Map(told.map((each) => [each.technique, each])).values()];
}

function remediationOf(said: Dig): Remediation | undefined {
  const text = said.take('remediation.desc', 'vulnerabilities.0.remediation.desc');
  const links = textsOf(said.value('remediation.references', 'vulnerabilities.0.remediation.references'));
  const told = [text, ...links].filter((part) => part !== undefined).join('\n');
  return told === '' ? undefined : { steps: [{ text: told }] };
}

const classes = new Map<string | undefined, string>([
  ['2001', 'Security Finding'],
  ['2002', 'Vulnerability Finding'],
  ['2003', 'Compliance Finding'],
  ['2004', 'Detection Finding'],
  ['2005', 'Incident Finding'],
  ['2006', 'Data Security Finding'],
  ['2007', 'Application Security Posture Finding'],
]);

const kindOfClass = (said: Dig): string =>
  said.text('className', 'typeName') ?? classes.get(said.text('classUid')) ?? 'OCSF event';

function titleOf(said: Dig, target: DraftTarget, name: string | undefined): string {
  const told =
    said.text('findingInfo.title', 'finding.title', 'message', 'vulnerabilities.0.title', 'findingInfoList.0.title') ??
    kindOfClass(said);
  const short = shortName(name ?? target.resource ?? target.host ?? '');
  return short === '' || told.includes(short) ? told.trim() : `${told.trim().replace(/\.$/, '')} on ${short}`;
}

/** The rule, the control or the weakness. */
const typeOf = (said: Dig): string =>
  said.take(
    'findingInfo.analytic.uid',
    'findingInfo.analytic.name',
    'compliance.control',
    'vulnerabilities.0.cve.uid',
    'findingInfo.types.0',
    'finding.types.0',
    'metadata.eventCode',
  ) ?? kindOfClass(said);

const labelsOf = (said: Dig, received: Received): Record<string, string> =>
  defined({
    class: said.take('className'),
    activity: said.take('activityName'),
    status: said.take('status'),
    compliance: said.take('compliance.status'),
    types: said.text('findingInfo.types', 'finding.types'),
    cve: said.text('vulnerabilities.0.cve.uid'),
    account: said.take('cloud.account.uid', 'resources.0.owner.account.uid'),
    accountName: said.take('cloud.account.name'),
    region: said.take('cloud.region', 'resources.0.region'),
    tenant: said.take('metadata.tenantUid'),
    parse: received.repaired ? 'repaired' : undefined,
  });

/** An incident has no uid of its own in its class: its ticket or what correlates its events stands for it. */
const uidOf = (said: Dig): string | undefined =>
  said.text(
    'findingInfo.uid',
    'finding.uid',
    'ticket.uid',
    ...(said.text('classUid') === INCIDENT_FINDING ? ['metadata.correlationUid', 'findingInfoList.0.uid'] : []),
    'metadata.uid',
  );

/** An update is another occurrence: it has another activity, status or time under the same uid. */
function identityOf(said: Dig, event: Fields, seen: Parameters<typeof occurrence>[1]): string[] {
  const uid = uidOf(said);
  const when = [said.text('time', 'timeDt'), said.text('findingInfo.modifiedTime', 'findingInfo.modifiedTimeDt')];
  if (uid === undefined || when.every((time) => time === undefined)) return occurrence(event, seen);
  const what = ['metadata.uid', 'classUid', 'activityId', 'statusId', 'status', ...first('uid').slice(0, 1)];
  return ['ocsf', uid, ...what.map((path) => said.text(path) ?? ''), ...when.map((time) => time ?? '')];
}

function problemOf(said: Dig, type: string, target: DraftTarget, product: string): string[] {
  const uid = uidOf(said);
  const what =
    uid === undefined ? [type, said.text('findingInfo.title', 'message'), target.resource, target.host] : [uid];
  return ['ocsf', product, said.text('classUid') ?? '', ...what.map((part) => exact(part ?? ''))];
}

const descriptionOf = (said: Dig): string | undefined =>
  said.take('findingInfo.desc', 'finding.desc', 'desc', 'vulnerabilities.0.desc', 'message', 'statusDetail');

/** An OCSF event, of any class of findings, as a detection. */
export function ocsfDetection(event: Fields, around: Around, received: Received): Detection {
  const said = dig(event);
  const name = said.text(...first('name'));
  const [target, actor, type] = [targetOf(said), actorOf(said), typeOf(said)];
  const occurredAt =
    toTime(
      said.value('time', 'timeDt', 'findingInfo.lastSeenTime', 'findingInfo.lastSeenTimeDt', 'findingInfo.createdTime'),
    ) ?? toTime(around.facts['time']);
  const title = titleOf(said, target, name);
  const product = makerIn(said, 'metadata.product.name') ?? 'OCSF';
  const link = said.text('findingInfo.srcUrl', 'srcUrl', 'finding.srcUrl');
  return defined({
    kind: 'detection' as const,
    vendor: makerIn(said, 'metadata.product.vendorName') ?? product,
    product,
    identity: identityOf(said, event, { occurredAt, receivedAt: received.receivedAt }),
    problem: problemOf(said, type, target, product),
    record: around.wrap(event),
    type,
    title,
    description: descriptionOf(said) ?? title,
    ...severityOf(said),
    state: stateOf(said),
    action: actionOf(said),
    occurredAt,
    actor,
    target,
    attack: attackOf(said),
    remediation: remediationOf(said),
    evidence: [],
    labels: labelsOf(said, received),
    facts: mergeFacts(factsBut(event, said), around.facts),
    url: httpUrl(link),
  });
}
