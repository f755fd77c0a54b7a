import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { takeTags } from '../_kit/taken-tags.ts';
import { actionOf } from './action.ts';
import { ips, processes, saying } from './actor.ts';
import { lossOf } from './own.ts';
import { hostOf, objectOf, placesOf } from './places.ts';

/** 0 to 16 (https://documentation.wazuh.com/current/user-manual/ruleset/rules/rules-classification.html). */
function severityOfLevel(level: string | undefined): Severity | undefined {
  const value = level === undefined || level.trim() === '' ? Number.NaN : Number(level);
  if (!(value >= 0)) return undefined;
  if (value >= 15) return 'critical';
  if (value >= 12) return 'high';
  if (value >= 7) return 'medium';
  return value >= 4 ? 'low' : 'info';
}

function severityIn(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const severity = severityOfLevel(said.text('rule.level'));
  const vendorSeverity = severity === undefined ? undefined : said.take('rule.level');
  return severity === undefined || vendorSeverity === undefined ? { severity: 'medium' } : { severity, vendorSeverity };
}

/** A vulnerability that is gone, or a check that passes again, ends what an alert of another rule began. */
function stateOf(said: Dig): Detection['state'] {
  if (/^(?:solved|resolved)$/i.test(said.text('data.vulnerability.status') ?? '')) return 'resolved';
  // What passes, or does not apply any more, does not fail.
  const isMet = /^passed$/i.test(said.text('data.sca.check.result') ?? '');
  const isVoid = /^not applicable$/i.test(said.text('data.sca.check.status') ?? '');
  return isMet || isVoid ? 'resolved' : 'open';
}

/** The rule, save where several rules speak of one thing: a vulnerability of a package, a check of a policy. */
function problemOf(said: Dig, user: string | undefined): string[] {
  const place = [said.text('agent.id') ?? '', hostOf(said) ?? ''];
  const cve = said.text('data.vulnerability.cve');
  if (cve !== undefined) return ['vulnerability', cve, objectOf(said) ?? '', ...place];
  const check = said.text('data.sca.check.id');
  if (check !== undefined) return ['check', said.text('data.sca.policy_id', 'data.sca.policy') ?? '', check, ...place];
  const rule = said.text('rule.id', 'rule.description') ?? '';
  const who = [saying(said.text(...ips)), user, said.text(...processes), objectOf(said)];
  return [rule, ...place, ...who.map((part) => part ?? '')];
}

const unless = (what: string, word: string | undefined, join: string): string =>
  word === undefined || what.includes(word) ? '' : join + word;

/** The rule's description, and the file, host and address that it does not name itself. */
function titleOf(said: Dig): string {
  const rule = said.text('rule.description') ?? `Wazuh rule ${said.text('rule.id') ?? 'without a description'}`;
  const what = rule.replace(/\.\s*$/, '');
  const ip = saying(said.text(...ips));
  return what + unless(what, objectOf(said), ': ') + unless(what, hostOf(said), ' on ') + unless(what, ip, ' from ');
}

/** Shorter words stand in many descriptions without being a value of the event. */
const VALUE_MIN = 4;

/** Whether the description of the rule has values of the event in it: `CVE-2026-1234 affects libssl3`. */
function isFilledIn(description: string, alert: Fields): boolean {
  const values = Object.entries(factsOf(alert)).filter(([path]) => /^(?:data|syscheck|agent)\./.test(path));
  return values.some(([, text]) => text.length >= VALUE_MIN && description.includes(text));
}

/** The rule's name is the same in all of its alerts, or it is none. */
function ruleOf(said: Dig, alert: Fields): Pick<Detection, 'type' | 'rule'> {
  const description = said.text('rule.description');
  const hasName = description !== undefined && said.text('rule.id') !== undefined && !isFilledIn(description, alert);
  return { type: said.take('rule.id') ?? 'unnamed', rule: defined({ name: hasName ? description : undefined }) };
}

const compliance = /^(?:sca|rootcheck|ciscat|oscap)$/;

/** What the modules of Wazuh find; all else is a rule over logs. */
function classOf(said: Dig): Detection['class'] {
  if (said.value('data.vulnerability') !== undefined) return 'vulnerability';
  return textsOf(said.value('rule.groups')).some((group) => compliance.test(group)) ? 'compliance' : 'threat';
}

function evidenceOf(said: Dig, at: string | undefined): Detection['evidence'] {
  const [log, diff] = [said.take('full_log'), said.take('syscheck.diff')];
  return [
    ...(log === undefined ? [] : [defined({ at, kind: 'log', content: log })]),
    ...(diff === undefined ? [] : [defined({ at, kind: 'diff', content: diff })]),
  ];
}

const mitrePaths = ['id', 'technique', 'tactic'].map((name) => `rule.mitre.${name}`);

function mitreOf(said: Dig): Detection['attack'] {
  const found = attacks(mitrePaths.flatMap((path) => textsOf(said.value(path))));
  takeTags(said, found, ...mitrePaths);
  return found;
}

/** The vendor's id is a time and a position in a manager's file: two managers may draw the same. */
function identityOf(said: Dig, alert: Fields, at: Parameters<typeof occurrence>[1]): string[] {
  const id = said.text('id');
  if (id === undefined) return occurrence(alert, at);
  return ['id', id, said.text('manager.name') ?? '', said.text('agent.id') ?? '', said.text('rule.id') ?? ''];
}

const labelsOf = (said: Dig, host: string | undefined): Record<string, string | undefined> => ({
  rule: said.take('rule.id'),
  groups: said.take('rule.groups'),
  agent: said.take('agent.name'),
  manager: said.take('manager.name'),
  location: said.take('location'),
  host,
});

/** An alert of the manager, and what a script put around it. */
export function toDetection(alert: Fields, around: Readonly<Record<string, string>>, received: Received): Detection {
  const said = dig(alert);
  const occurredAt = toTime(said.value('timestamp', '@timestamp'));
  const places = placesOf(said);
  const description = said.take('data.vulnerability.rationale', 'data.sca.check.description');
  const severity = severityIn(said);
  return detected(
    {
      identity: identityOf(said, alert, { occurredAt, receivedAt: received.receivedAt }),
      problem: problemOf(said, places.actor?.user),
      record: alert,
      class: classOf(said),
      ...ruleOf(said, alert),
      title: titleOf(said),
      description: description ?? said.take('rule.description'),
      ...severity,
      state: stateOf(said),
      action: actionOf(said),
      occurredAt,
      ...places,
      attack: mitreOf(said),
      evidence: evidenceOf(said, occurredAt),
      labels: labelsOf(said, places.target.host),
      facts: mergeFacts(factsBut(alert, said), around),
      ...lossOf(said, occurredAt, severity),
    },
    received,
  );
}
