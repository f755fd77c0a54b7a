import type { Severity } from '../../domain/alert.ts';
import { severities } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly, podFamily } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, linkIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified, shown } from '../_kit/identified.ts';
import { containerIn } from '../_kit/records.ts';
import { severityWord } from '../_kit/severity.ts';
import { placed } from '../_kit/typed-places.ts';
import { countIn } from '../_kit/typed-values.ts';
import { placesOf, type Subject, subjectOf } from './audit-places.ts';

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

const byEffect: Readonly<Record<string, Detection['action']>> = wordTable({
  block: 'blocked',
  prevent: 'blocked',
  ban: 'blocked',
  alert: 'observed',
  disable: 'observed',
  allow: 'allowed',
});

function severityOf(said: Dig, fields: Fields): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const own = severityWord(said.text('severity'));
  if (own !== undefined) return { severity: own, vendorSeverity: said.take('severity') ?? own };
  return { severity: worst(fields) ?? 'medium' };
}

const labelsOf = (said: Dig) => ({
  type: said.take(...types),
  category: said.take('category', 'attackType'),
  account: said.text('accountID', 'accountIDs'),
  provider: said.text('provider'),
  region: said.text('region'),
  collections: said.take('collections'),
});

const unit = ({ container, image, function: name, host }: Subject): string | undefined =>
  container === undefined ? (name ?? image ?? host) : podFamily(container);

/** `ContainerRuntime` and `Container Runtime` say the same. */
const words = (text: string): string => text.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/_/g, ' ');

const countOf = (issues: number): string | undefined =>
  issues === 0 ? undefined : `${issues} ${issues === 1 ? 'issue' : 'issues'} found`;

function titleOf(type: string | undefined, said: Dig, subject: Subject, issues: number): string {
  const what = said.text(...messages) ?? countOf(issues) ?? said.text('category') ?? said.text('rule', 'ruleName');
  const on = subject.container ?? subject.function ?? subject.image ?? subject.host;
  const name = type === undefined ? said.text('rule', 'ruleName') : words(type);
  return headline(name ?? 'Prisma Cloud Compute', {
    what,
    on: what !== undefined && on !== undefined && what.includes(on) ? undefined : on,
  });
}

const times = ['time', 'incidentTime', 'timestamp', 'date'] as const;

function problemOf(name: string, said: Dig, subject: Subject): string[] {
  const place = exactly(subject.cluster ?? '', unit(subject) ?? '');
  return [name, said.text(...rules) ?? '', said.text(...messages) ?? '', place, subject.process ?? ''];
}

/** A scan is about what it found, an audit about what happened. */
function classOf(kind: string, fields: Fields): Detection['class'] {
  if (/vulnerab/i.test(kind) || itemsIn(fields['newVulnerabilities']).length > 0) return 'vulnerability';
  const isCheck = /complian|trust|posture/i.test(kind) || itemsIn(fields['complianceIssues']).length > 0;
  return isCheck ? 'compliance' : 'threat';
}

/** One alert of Prisma Cloud Compute: of the runtime, the firewalls or a scan. */
export function audit(record: Fields, around: Fields, received: Received): Detection {
  const [said, outer] = [dig(record), dig(around)];
  const kind = said.text(...types) ?? outer.text(...types);
  const name = kind ?? said.text(...rules) ?? 'Prisma Cloud Compute';
  const subject = subjectOf(said);
  const type = said.text(...rules) ?? name;
  const occurredAt = timeIn(said, ...times) ?? timeIn(outer, ...times);
  const effect = said.text('effect', 'runtimeEffect')?.trim().toLowerCase() ?? '';
  return detected(
    {
      identity: identified({ id: undefined, update: [], record, occurredAt }, received),
      problem: problemOf(name, said, subject),
      record,
      type,
      title: titleOf(kind, said, subject, listed(record).length),
      description: said.take(...messages),
      ...severityOf(said, record),
      action: byEffect[effect] ?? 'unknown',
      occurredAt,
      class: classOf(kind ?? '', record),
      rule: placed({ category: kind === type ? undefined : kind }),
      finding: defined({ count: countIn(said, 'count') }),
      ...placesOf(said, subject, outer),
      attack: attacks(Object.values(factsOf({ list: [record['attackTechniques'], record['techniques']] }))),
      evidence: shown('command', said.text('command'), occurredAt),
      labels: labelsOf(said),
      url: linkIn(said, 'forensics', 'consoleLink'),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
