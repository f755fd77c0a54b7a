import type { Severity } from '../../domain/alert.ts';
import { severities } from '../../domain/alert.ts';
import type { Detection, DraftActor, DraftTarget } from '../../domain/detection.ts';
import { exactly, podFamily } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, linkIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified, shown } from '../_kit/identified.ts';
import { containerIn } from '../_kit/records.ts';
import { severityWord } from '../_kit/severity.ts';

// Macros of https://docs.prismacloud.io/admin-guide/alerts/webhook, and the fields of audits under `aggregatedAlerts`.

const types = ['type', 'alertType', 'auditType'] as const;
const messages = ['message', 'msg', 'details', 'text'] as const;
const rules = ['rule', 'ruleName', 'category', 'attackType'] as const;

/** Whether an object is an alert of the runtime, of scans or of the firewalls. */
export function isAudit(fields: Fields): boolean {
  const said = dig(fields);
  const isTold = said.text(...messages, ...rules) !== undefined || listed(fields).length > 0;
  const isPlaced = said.text(
    'host',
    'hostname',
    'container',
    'containerName',
    'image',
    'imageName',
    'function',
    'fqdn',
    'time',
  );
  return isTold && (said.text(...types) !== undefined || isPlaced !== undefined);
}

/** What a scan found: issues of one resource, or new vulnerabilities of several. */
const listed = (fields: Fields): readonly Fields[] =>
  ['complianceIssues', 'vulnerabilities', 'newVulnerabilities'].flatMap((name) => itemsIn(fields[name]));

export const itemsIn = (value: unknown): readonly Fields[] => {
  const list = containerIn(value);
  const items = Array.isArray(list) ? list : isFields(list) ? [list] : [];
  return items.filter(isFields);
};

/** The worst severity that stands anywhere in what a scan found. */
function worst(fields: Fields): Severity | undefined {
  const words = Object.entries(factsOf({ list: listed(fields) })).flatMap(([path, text]) =>
    /severity$/i.test(path) ? (severityWord(text) ?? []) : [],
  );
  return words.sort((one, other) => severities.indexOf(other) - severities.indexOf(one))[0];
}

const byEffect: Readonly<Record<string, Detection['action']>> = {
  block: 'blocked',
  prevent: 'blocked',
  ban: 'blocked',
  alert: 'observed',
  disable: 'observed',
  allow: 'allowed',
};

function severityOf(said: Dig, fields: Fields): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const own = severityWord(said.text('severity'));
  if (own !== undefined) return { severity: own, vendorSeverity: said.take('severity') ?? own };
  return { severity: worst(fields) ?? 'medium' };
}

const actorOf = (said: Dig): DraftActor =>
  defined({
    ip: said.take('subnet', 'sourceIp', 'clientIp'),
    country: said.take('country', 'sourceCountry'),
    user: said.take('user', 'username'),
    process: said.take('processPath', 'startupProcess'),
  });

function kindOf(said: Dig, container: string | undefined, name: string | undefined): string {
  if (container !== undefined) return 'container';
  if (name !== undefined) return 'function';
  const isImage = said.text('image', 'imageName') !== undefined && said.text('host', 'hostname') === undefined;
  return isImage ? 'image' : 'host';
}

function targetOf(said: Dig): DraftTarget {
  const container = said.take('containerName', 'container');
  const name = said.take('function', 'appID');
  return defined({
    kind: kindOf(said, container, name),
    method: said.take('method'),
    url: said.take('url'),
    host: said.take('host', 'hostname', 'fqdn'),
    cluster: said.take('cluster', 'clusters'),
    namespace: said.take('namespace', 'namespaces'),
    container,
    image: said.take('imageName', 'image'),
    resource: name,
  });
}

const labelsOf = (said: Dig) => ({
  type: said.take(...types),
  category: said.take('category', 'attackType'),
  account: said.take('accountID', 'accountIDs'),
  provider: said.take('provider'),
  region: said.take('region'),
  collections: said.take('collections'),
});

const unit = ({ container, image, resource, host }: DraftTarget): string | undefined =>
  container === undefined ? (resource ?? image ?? host) : podFamily(container);

/** `ContainerRuntime` and `Container Runtime` say the same. */
const words = (text: string): string => text.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/_/g, ' ');

const countOf = (issues: number): string | undefined =>
  issues === 0 ? undefined : `${issues} ${issues === 1 ? 'issue' : 'issues'} found`;

function titleOf(type: string | undefined, said: Dig, target: DraftTarget, issues: number): string {
  const what = said.text(...messages) ?? countOf(issues) ?? said.text('category') ?? said.text('rule', 'ruleName');
  const on = target.container ?? target.resource ?? target.image ?? target.host;
  const name = type === undefined ? said.text('rule', 'ruleName') : words(type);
  return headline(name ?? 'Prisma Cloud Compute', {
    what,
    on: what !== undefined && on !== undefined && what.includes(on) ? undefined : on,
  });
}

const times = ['time', 'incidentTime', 'timestamp', 'date'] as const;

function problemOf(name: string, said: Dig, actor: DraftActor, target: DraftTarget): string[] {
  const place = exactly(target.cluster ?? '', unit(target) ?? '');
  return [name, said.text(...rules) ?? '', said.text(...messages) ?? '', place, actor.process ?? ''];
}

/** One alert of Prisma Cloud Compute: of the runtime, the firewalls or a scan. */
export function audit(record: Fields, around: Fields, received: Received): Detection {
  const [said, outer] = [dig(record), dig(around)];
  const kind = said.text(...types) ?? outer.text(...types);
  const name = kind ?? said.text(...rules) ?? 'Prisma Cloud Compute';
  const [actor, target] = [actorOf(said), targetOf(said)];
  const occurredAt = timeIn(said, ...times) ?? timeIn(outer, ...times);
  const effect = said.text('effect', 'runtimeEffect')?.trim().toLowerCase() ?? '';
  return detected(
    {
      identity: identified({ id: undefined, update: [], record, occurredAt }, received),
      problem: problemOf(name, said, actor, target),
      record,
      type: said.text(...rules) ?? name,
      title: titleOf(kind, said, target, listed(record).length),
      description: said.take(...messages),
      ...severityOf(said, record),
      action: byEffect[effect] ?? 'unknown',
      occurredAt,
      actor,
      target,
      attack: attacks(Object.values(factsOf({ list: [record['attackTechniques'], record['techniques']] }))),
      evidence: shown('command', said.take('command'), occurredAt),
      labels: labelsOf(said),
      url: linkIn(said, 'forensics', 'consoleLink'),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
