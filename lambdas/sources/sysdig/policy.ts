import type { AlertAction, Severity } from '../../domain/alert.ts';
import type { Detection, DraftTarget } from '../../domain/detection.ts';
import { defined, type Fields, factsBut, isFields, type Lookup } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf, textsOf } from '../_kit/field-reader.ts';
import {
  actorOf,
  falcoLookup,
  happeningOf,
  inAccount,
  regionOf,
  sceneOf,
  targetOf,
  whereOf,
} from '../_kit/formats/falco/fields.ts';
import { occurrence } from '../_kit/identity.ts';
import { severityWord } from '../_kit/severity.ts';

/** 0 to 7, 0 the worst (https://docs.sysdig.com/en/event-forwarding/#policy-event-severity). */
function severityOf(level: string | undefined): Severity | undefined {
  const value = level === undefined || level.trim() === '' ? Number.NaN : Number(level);
  if (Number.isNaN(value)) return severityWord(level);
  if (value < 0 || value > 7) return undefined;
  if (value < 4) return 'high';
  if (value < 6) return 'medium';
  return value < 7 ? 'low' : 'info';
}

function severityIn(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const level = said.text('severity');
  const severity = severityOf(level);
  return severity === undefined || level === undefined ? { severity: 'medium' } : { severity, vendorSeverity: level };
}

// POLICY_ACTION_STOP, _PAUSE, _KILL, _KILL_PROCESS, _PREVENT_MALWARE, _PREVENT_DRIFT …; a capture only records.
const stops = /(?:STOP|PAUSE|KILL|PREVENT|BLOCK|DENY|QUARANTINE|ISOLATE)/i;

/** What the policy's actions did, of those that stand in the way and of those alone that succeeded. */
const actionOf = (actions: readonly unknown[]): AlertAction =>
  actions.map(dig).some((said) => stops.test(said.text('type') ?? '') && said.text('successful') === 'true')
    ? 'blocked'
    : 'observed';

/** A map, or the list of keys and values of the deprecated format. */
const named = (value: unknown): Fields => (isFields(value) ? value : Object.fromEntries(pairsOf(value)));

const sceneIn = (said: Dig): Lookup =>
  falcoLookup(
    ['content.fields.', named(said.value('content.fields', 'fields'))],
    ['labels.', named(said.value('labels', 'eventLabels'))],
  );

function placeIn(said: Dig, scene: Lookup): DraftTarget {
  const target = targetOf(scene, said.text('hostname'));
  if (target.kind !== 'unknown' || scene.text('cloudProvider.account.id') === undefined) return target;
  return defined({ ...target, kind: 'cloud', resource: target.resource ?? regionOf(scene) });
}

const timeOf = (said: Dig): string | undefined =>
  toTime(said.value('timestampRFC3339Nano')) ?? toTime(said.value('timestampNs')) ?? toTime(said.value('timestamp'));

const blockedWord = (action: AlertAction): string => (action === 'blocked' ? ', stopped' : '');

function titleOf(rule: string, said: Dig, scene: Lookup, target: DraftTarget, action: AlertAction): string {
  const happening = happeningOf(scene, target);
  const about = happening === '' ? said.text('content.control.title') : happening;
  return `${rule}${about === undefined ? '' : `: ${about}`}${blockedWord(action)}${whereOf(target)}`;
}

const labelsOf = (said: Dig, target: DraftTarget): Record<string, string | undefined> => ({
  ...Object.fromEntries(pairsOf(said.value('labels', 'eventLabels'))),
  policy: said.text('name'),
  rule: said.text('content.ruleName'),
  source: said.text('source'),
  namespace: target.namespace,
  cluster: target.cluster,
});

/** What the labels show word for word. */
const shownIn = (said: Dig): Map<string, string> =>
  isFields(said.value('labels'))
    ? new Map(pairsOf(said.value('labels')).map(([name, text]) => [`labels.${name}`, text] as const))
    : new Map();

/** An event of a policy, in the present or the deprecated format, as a detection. */
export function toDetection(event: Fields, received: Received): Detection {
  const said = dig(event);
  const scene = sceneIn(said);
  const occurredAt = timeOf(said);
  const [actor, target] = [actorOf(scene), placeIn(said, scene)];
  const policy = said.text('name') ?? 'unnamed';
  const rule = said.text('content.ruleName', 'content.control.id') ?? scene.text('falco.rule') ?? policy;
  const action = actionOf(said.list('actions', 'actionResults'));
  const command = scene.text('proc.cmdline');
  const output = said.take('content.output', 'output');
  const id = said.text('id');
  return detected(
    {
      identity: id === undefined ? occurrence(event, { occurredAt, receivedAt: received.receivedAt }) : ['id', id],
      problem: [rule, policy, ...sceneOf(actor, target), ...inAccount(scene)],
      record: event,
      type: rule,
      title: titleOf(rule, said, scene, target, action),
      description: output ?? said.text('content.control.description', 'description'),
      ...severityIn(said),
      action,
      occurredAt,
      actor,
      target,
      attack: attacks(textsOf(said.value('content.ruleTags', 'ruleTags'))),
      remediation: remediationOf(said),
      evidence: command === undefined ? [] : [defined({ at: occurredAt, kind: 'command', content: command })],
      labels: labelsOf(said, target),
      facts: factsBut(event, said, { taken: shownIn(said) }),
    },
    received,
  );
}

const remediationOf = (said: Dig): Detection['remediation'] => {
  const text = said.text('content.control.remediation', 'content.runbook', 'runbook');
  return text === undefined ? undefined : { steps: [{ text }] };
};
