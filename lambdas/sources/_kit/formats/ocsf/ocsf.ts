import type { Remediation } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import { exact } from '../../../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../../../domain/values/json-fields.ts';
import { httpUrl } from '../../../../domain/values/text.ts';
import { toTime } from '../../../../domain/values/time.ts';
import type { Received } from '../../define-source.ts';
import type { Around } from '../../envelope.ts';
import { type Dig, dig, textsOf } from '../../field-reader.ts';
import { occurrence } from '../../identity.ts';
import { cloudOfUid, placed } from '../../typed-places.ts';
import { scoreIn } from '../../typed-values.ts';
import { makerIn } from '../../vendor-name.ts';
import { shortName } from '../guardduty/resource.ts';
import { attackOf, findingOf, ruleOf, vulnerabilitiesOf, weakCodeOf } from './finding.ts';
import { ownedBy } from './resources.ts';
import { actorOf, connectionOf, containerOf, targetOf, touchedFile } from './scene.ts';
import { actionOf, classOf, severityOf, stateOf, uidOf } from './words.ts';

/** Whether an object is an event of the Open Cybersecurity Schema Framework. */
export function isOcsf(fields: Fields): boolean {
  const said = dig(fields);
  if (/^\d{4,7}$/.test(said.text('classUid') ?? '')) return true;
  if (/^\d{6,9}$/.test(said.text('typeUid') ?? '')) return true;
  return (
    said.value('findingInfo') !== undefined && said.text('severityId', 'activityId', 'metadata.version') !== undefined
  );
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

/** A field of the resource that the event is about. */
const first = (name: string): string[] => [`resources.0.${name}`, `resource.${name}`, `affectedResources.0.${name}`];

/** The names of what it is about: of a pod its own, else the uid before the name; and the machine. */
function subjectOf(said: Dig): { readonly resource: string | undefined; readonly host: string | undefined } {
  const isPod = /pod$/i.test(said.text(...first('type')) ?? '');
  const [name, uid] = [said.text(...first('name')), said.text(...first('uid'))];
  const host = said.text(...first('hostname'), 'device.hostname', 'device.name', ...hosts);
  const lone = uid === undefined && name === undefined ? said.text('device.ip', ...addresses) : undefined;
  return { resource: uid ?? (isPod ? undefined : name), host: host ?? lone };
}

const hosts = ['', 'evidences.0.', 'device.'].map((at) => `${at}dstEndpoint.hostname`);
const addresses = ['', 'evidences.0.', 'device.'].map((at) => `${at}dstEndpoint.ip`);

function titleOf(said: Dig): string {
  const told =
    said.text('findingInfo.title', 'finding.title', 'message', 'vulnerabilities.0.title', 'findingInfoList.0.title') ??
    kindOfClass(said);
  const { resource, host } = subjectOf(said);
  const short = shortName(said.text(...first('name')) ?? resource ?? host ?? '');
  return short === '' || told.includes(short) ? told.trim() : `${told.trim().replace(/\.$/, '')} on ${short}`;
}

/** The rule, the control or the weakness. */
const typeOf = (said: Dig): string =>
  said.take(
    'findingInfo.analytic.uid',
    'findingInfo.analytic.name',
    'compliance.control',
    'vulnerabilities.0.cve.uid',
    'metadata.eventCode',
    'findingInfo.types.0',
    'finding.types.0',
  ) ?? kindOfClass(said);

const accounts = ['cloud.account.uid', 'resources.0.owner.account.uid'];
const regions = ['cloud.region', 'resources.0.region'];

const labelsOf = (said: Dig, received: Received): Record<string, string> =>
  defined({
    class: said.take('className'),
    activity: said.take('activityName'),
    status: said.take('status'),
    compliance: said.take('compliance.status'),
    types: said.take('findingInfo.types', 'finding.types'),
    cve: said.text('vulnerabilities.0.cve.uid'),
    account: said.text(...accounts),
    accountName: said.take('cloud.account.name'),
    region: said.text(...regions),
    tenant: said.take('metadata.tenantUid'),
    parse: received.repaired ? 'repaired' : undefined,
  });

/** The event's own uid stands for that of a finding without one. */
const occurrenceUid = (said: Dig): string | undefined => uidOf(said) ?? said.text('metadata.uid');

/** An update is another occurrence: it has another activity, status or time under the same uid. */
function identityOf(said: Dig, event: Fields, seen: Parameters<typeof occurrence>[1]): string[] {
  const uid = occurrenceUid(said);
  const when = [said.text('time', 'timeDt'), said.text('findingInfo.modifiedTime', 'findingInfo.modifiedTimeDt')];
  if (uid === undefined || when.every((time) => time === undefined)) return occurrence(event, seen);
  const what = ['metadata.uid', 'classUid', 'activityId', 'statusId', 'status', ...first('uid').slice(0, 1)];
  return ['ocsf', uid, ...what.map((path) => said.text(path) ?? ''), ...when.map((time) => time ?? '')];
}

function problemOf(said: Dig, type: string, product: string): string[] {
  const { resource, host } = subjectOf(said);
  const uid = occurrenceUid(said);
  const what = uid === undefined ? [type, said.text('findingInfo.title', 'message'), resource, host] : [uid];
  return ['ocsf', product, said.text('classUid') ?? '', ...what.map((part) => exact(part ?? ''))];
}

const descriptionOf = (said: Dig): string | undefined =>
  said.take('findingInfo.desc', 'finding.desc', 'desc', 'vulnerabilities.0.desc', 'message', 'statusDetail');

/** In lower case, as routes match it. */
function providerOf(said: Dig): string | undefined {
  const told = said.text('cloud.provider', 'resources.0.provider');
  const provider = told?.toLowerCase();
  return told === provider ? said.take('cloud.provider', 'resources.0.provider') : provider;
}

/** What the resources fill, and above it what the scene says. */
function placesOf(said: Dig) {
  // What Tocsin wrote itself has the kind among what OCSF has no field for.
  const kind = said.take('unmapped.target.kind') ?? said.take(...first('type'));
  const { target, container, kubernetes, code, file, resource } = ownedBy(said);
  const namespace = said.take('container.namespace', 'evidences.0.container.namespace', 'namespace');
  return {
    actor: actorOf(said),
    connection: connectionOf(said),
    target: { ...target, ...targetOf(said, kind) },
    container: placed({ ...container, ...containerOf(said) }),
    kubernetes: placed({ namespace, ...kubernetes }),
    code: placed({ ...code, ...weakCodeOf(said) }),
    file: touchedFile(said) ?? file,
    cloud: placed({
      ...cloudOfUid(resource?.uid ?? ''),
      ...defined({ provider: providerOf(said), account: said.take(...accounts), region: said.take(...regions) }),
      resource,
    }),
    vulnerabilities: vulnerabilitiesOf(said),
    sensor: placed({
      host: said.take('metadata.reporter.hostname', 'metadata.loggers.0.device.hostname'),
      version: said.take('metadata.product.version'),
    }),
  };
}

const times = ['time', 'timeDt', 'findingInfo.lastSeenTime', 'findingInfo.lastSeenTimeDt', 'findingInfo.createdTime'];

function linkOf(said: Dig): string | undefined {
  const link = said.text('findingInfo.srcUrl', 'srcUrl', 'finding.srcUrl');
  const url = httpUrl(link);
  return url !== undefined && url === link ? said.take('findingInfo.srcUrl', 'srcUrl', 'finding.srcUrl') : url;
}

/** An OCSF event, of any class of findings, as a detection. */
export function ocsfDetection(event: Fields, around: Around, received: Received): Detection {
  const said = dig(event);
  const type = typeOf(said);
  const occurredAt = toTime(said.value(...times)) ?? toTime(around.facts['time']);
  const title = titleOf(said);
  const product = makerIn(said, 'metadata.product.name') ?? 'OCSF';
  return defined({
    kind: 'detection' as const,
    class: classOf(said),
    vendor: makerIn(said, 'metadata.product.vendorName') ?? product,
    product,
    identity: identityOf(said, event, { occurredAt, receivedAt: received.receivedAt }),
    problem: problemOf(said, type, product),
    record: around.wrap(event),
    type,
    rule: ruleOf(said, type),
    finding: findingOf(said),
    title,
    description: descriptionOf(said) ?? title,
    ...severityOf(said),
    riskScore: scoreIn(said, ['riskScore']),
    confidence: scoreIn(said, ['confidenceScore']),
    state: stateOf(said),
    action: actionOf(said),
    occurredAt,
    ...placesOf(said),
    attack: attackOf(said),
    remediation: remediationOf(said),
    evidence: [],
    labels: labelsOf(said, received),
    url: linkOf(said),
    facts: mergeFacts(factsBut(event, said), around.facts),
  });
}
