/** Every value that an alert holds stands somewhere in the document of every format, whatever the format has fields for. */
import { expect, it } from 'vitest';
import { leef } from '../../lambdas/destinations/_kit/formats/leef.ts';
import { udm } from '../../lambdas/destinations/google-secops/udm.ts';
import { asim } from '../../lambdas/destinations/sentinel/asim.ts';
import { cim } from '../../lambdas/destinations/splunk/cim.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const hashes = (digit: string) => ({ sha256: digit.repeat(64), sha1: digit.repeat(40), md5: digit.repeat(32) });
const full = alertNamed('full');
const { process } = full.actor;

/** Every place filled, also those that the shared alert leaves out. */
const everything: Alert = {
  ...full,
  actor: {
    ...full.actor,
    process: { ...process, hashes: hashes('1'), parent: { ...process?.parent, hashes: hashes('2') } },
  },
};
/** Numbers that are no ports, no process ids, no scores and no counts. */
const odd: Alert = {
  ...everything,
  riskScore: 1234.5,
  confidence: -7.25,
  finding: { ...full.finding, count: 2.5 },
  actor: { ...everything.actor, port: 70_001, process: { ...process, pid: -3.5, parent: { pid: 5e9 } } },
  target: { ...full.target, port: 70_002 },
  connection: { ...full.connection, remote: { ...full.connection?.remote, port: 70_003 } },
  vulnerabilities: [{ cve: 'CVE-2026-2', cvss: 7777.75 }],
};

/** Every text and number, but for what every format writes in a form of its own. */
function valuesIn(value: unknown, key = ''): string[] {
  if (key === 'occurredAt' || key === 'receivedAt' || key === 'schema') return [];
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => valuesIn(inner, name));
}

/** What can be read in a document: every text in it, and in JSON that stands in a text, as it was before it was escaped. */
function textsIn(value: unknown): string {
  if (typeof value === 'string') {
    try {
      const inner: unknown = JSON.parse(value);
      return typeof inner === 'object' ? `${value}\n${textsIn(inner)}` : value;
    } catch {
      return value;
    }
  }
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value).map(textsIn).join('\n');
}

const leefTexts = (alert: Alert): string =>
  leef(alert, attemptFor(alert))
    .body.replaceAll('\\=', '=')
    .replaceAll('\\\\n', '\n')
    .replaceAll('\\n', '\n')
    .replaceAll('\\"', '"');

const documents = {
  leef: leefTexts,
  udm: (alert) => textsIn(JSON.parse(udm(alert, attemptFor(alert)).body)),
  asim: (alert) => textsIn(JSON.parse(asim(alert, attemptFor(alert)).body)),
  cim: (alert) => textsIn(JSON.parse(cim(alert, attemptFor(alert)).body)),
} as const satisfies Record<string, (alert: Alert) => string>;

/** Words that a format has of its own for the same. */
const translated = new Set(['high', 'open', 'outbound', 'tcp', 'blocked', 'aws']);

it.each(Object.entries(documents))('%s', (_, documentOf) => {
  for (const alert of [everything, odd]) {
    const document = documentOf(alert);
    const lost = valuesIn(alert).filter((text) => !translated.has(text) && !document.includes(text));
    expect(lost).toEqual([]);
  }
});
