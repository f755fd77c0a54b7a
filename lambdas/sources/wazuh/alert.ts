import type { Severity } from '../../domain/alert.ts';
import type { Detection, DraftActor, DraftTarget } from '../../domain/detection.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { lossOf } from './own.ts';
import { actionOf, actorOf, targetOf } from './scene.ts';

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
  const level = said.text('rule.level');
  const severity = severityOfLevel(level);
  return severity === undefined || level === undefined ? { severity: 'medium' } : { severity, vendorSeverity: level };
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
function problemOf(said: Dig, actor: DraftActor, target: DraftTarget): string[] {
  const place = [said.text('agent.id') ?? '', target.host ?? ''];
  const cve = said.text('data.vulnerability.cve');
  if (cve !== undefined) return ['vulnerability', cve, target.resource ?? '', ...place];
  const check = said.text('data.sca.check.id');
  if (check !== undefined) return ['check', said.text('data.sca.policy_id', 'data.sca.policy') ?? '', check, ...place];
  const rule = said.text('rule.id', 'rule.description') ?? '';
  return [rule, ...place, ...[actor.ip, actor.user, actor.process, target.resource].map((part) => part ?? '')];
}

const unless = (what: string, word: string | undefined, join: string): string =>
  word === undefined || what.includes(word) ? '' : join + word;

/** The rule's description, and the file, host and address that it does not name itself. */
function titleOf(said: Dig, actor: DraftActor, target: DraftTarget): string {
  const rule = said.text('rule.description') ?? `Wazuh rule ${said.text('rule.id') ?? 'without a description'}`;
  const what = rule.replace(/\.\s*$/, '');
  return (
    what + unless(what, target.resource, ': ') + unless(what, target.host, ' on ') + unless(what, actor.ip, ' from ')
  );
}

function evidenceOf(said: Dig, at: string | undefined): Detection['evidence'] {
  const [log, diff] = [said.take('full_log'), said.take('syscheck.diff')];
  return [
    ...(log === undefined ? [] : [defined({ at, kind: 'log', content: log })]),
    ...(diff === undefined ? [] : [defined({ at, kind: 'diff', content: diff })]),
  ];
}

const mitreOf = (said: Dig): Detection['attack'] => {
  const names = textsOf(said.value('rule.mitre.technique'));
  return textsOf(said.value('rule.mitre.id')).flatMap((id, i) =>
    attacks([id]).map((each) => defined({ ...each, name: names[i] })),
  );
};

/** The vendor's id is a time and a position in a manager's file: two managers may draw the same. */
function identityOf(said: Dig, alert: Fields, at: Parameters<typeof occurrence>[1]): string[] {
  const id = said.text('id');
  if (id === undefined) return occurrence(alert, at);
  return ['id', id, said.text('manager.name') ?? '', said.text('agent.id') ?? '', said.text('rule.id') ?? ''];
}

const labelsOf = (said: Dig, target: DraftTarget): Record<string, string | undefined> => ({
  rule: said.text('rule.id'),
  groups: textsOf(said.value('rule.groups')).join(', ') || undefined,
  agent: said.text('agent.name'),
  manager: said.text('manager.name'),
  location: said.text('location'),
  host: target.host,
});

/** An alert of the manager, and what a script put around it. */
export function toDetection(alert: Fields, around: Readonly<Record<string, string>>, received: Received): Detection {
  const said = dig(alert);
  const occurredAt = toTime(said.value('timestamp', '@timestamp'));
  const [actor, target] = [actorOf(said), targetOf(said)];
  const evidence = evidenceOf(said, occurredAt);
  return detected(
    {
      identity: identityOf(said, alert, { occurredAt, receivedAt: received.receivedAt }),
      problem: problemOf(said, actor, target),
      record: alert,
      type: said.text('rule.id') ?? 'unnamed',
      title: titleOf(said, actor, target),
      description: said.text('data.vulnerability.rationale', 'data.sca.check.description', 'rule.description'),
      ...severityIn(said),
      state: stateOf(said),
      action: actionOf(said),
      occurredAt,
      actor,
      target,
      attack: mitreOf(said),
      evidence,
      labels: labelsOf(said, target),
      facts: mergeFacts(factsBut(alert, said), around),
      ...lossOf(said, occurredAt, severityIn(said)),
    },
    received,
  );
}
