import type { AlertAction, AlertClass, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import type { Vulnerability } from '../../domain/places.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import type { Lookup } from '../../domain/values/lookup.ts';
import { toTime } from '../../domain/values/time.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf, textsOf } from '../_kit/field-reader.ts';
import { accountOf, regionOf } from '../_kit/formats/falco/cloud.ts';
import { falcoLookup } from '../_kit/formats/falco/fields.ts';
import { type Scene, sceneOf } from '../_kit/formats/falco/places.ts';
import { happeningOf, inAccount, problemIn, whereOf } from '../_kit/formats/falco/words.ts';
import { identified, shown } from '../_kit/identified.ts';
import { severityWord } from '../_kit/severity.ts';
import type { Placed } from '../_kit/typed-places.ts';

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
  const severity = severityOf(said.text('severity'));
  const vendorSeverity = severity === undefined ? undefined : said.take('severity');
  return severity === undefined || vendorSeverity === undefined ? { severity: 'medium' } : { severity, vendorSeverity };
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

/** The scene of the event; what only the account of a cloud is known of happened in it. */
function seenIn(said: Dig, fields: Lookup): Scene {
  const scene = sceneOf(fields, said.text('hostname'), said.text('source'));
  const { target } = scene.places;
  if (target.kind !== 'unknown' || accountOf(fields) === undefined) return scene;
  const object = scene.object ?? regionOf(fields);
  return defined({ ...scene, places: { ...scene.places, target: { ...target, kind: 'cloud' } }, object });
}

/** The container's id also stands beside the fields; it is drawn anew with each container, so it is no part of a problem. */
function placesIn(said: Dig, { places }: Scene): Placed {
  if (places.container?.id !== undefined) return places;
  const id = said.take('containerId');
  return id === undefined ? places : { ...places, container: { id, ...places.container } };
}

const timeOf = (said: Dig): string | undefined =>
  toTime(said.value('timestampRFC3339Nano')) ?? toTime(said.value('timestampNs')) ?? toTime(said.value('timestamp'));

const blockedWord = (action: AlertAction): string => (action === 'blocked' ? ', stopped' : '');

function titleOf(rule: string, said: Dig, happening: string, scene: Scene, action: AlertAction): string {
  const about = happening === '' ? said.text('content.control.title') : happening;
  return `${rule}${about === undefined ? '' : `: ${about}`}${blockedWord(action)}${whereOf(scene)}`;
}

const labelsOf = (said: Dig, { places: { kubernetes } }: Scene): Record<string, string | undefined> => ({
  ...Object.fromEntries(pairsOf(said.value('labels', 'eventLabels'))),
  policy: said.take('name'),
  rule: said.take('content.ruleName'),
  source: said.take('source'),
  namespace: kubernetes?.namespace,
  cluster: kubernetes?.cluster,
});

/** What the labels show word for word. */
const shownIn = (said: Dig): Map<string, string> =>
  isFields(said.value('labels'))
    ? new Map(pairsOf(said.value('labels')).map(([name, text]) => [`labels.${name}`, text] as const))
    : new Map();

/** The rule; the name of a scan's report has the host in it. */
function ruleOf(said: Dig, fields: Lookup): Pick<Detection, 'type' | 'rule'> {
  const report = said.text('type') === 'hostscanning' ? said.text('name')?.replace(/ - Host .*$/s, '') : undefined;
  const type =
    said.text('content.ruleName') ??
    said.take('content.control.id') ??
    fields.text('falco.rule') ??
    report ??
    said.text('name') ??
    'unnamed';
  if (fields.text('falco.rule') === type) fields.take('falco.rule');
  const name = said.take('content.control.title');
  return { type, rule: defined({ name, category: said.take('content.ruleType', 'ruleType', 'content.schema') }) };
}

const classes = new Map<string | undefined, AlertClass>([
  ['benchmark', 'compliance'],
  ['hostscanning', 'vulnerability'],
]);

/** The vulnerabilities that a scan of a host found. */
const vulnerabilitiesIn = (said: Dig): readonly Vulnerability[] =>
  said.list('content.added').map((_, i) => {
    const at = `content.added.${i}`;
    return defined({
      cve: said.take(`${at}.cve`),
      package: said.take(`${at}.packageName`),
      version: said.take(`${at}.packageVersion`),
      fixedIn: said.take(`${at}.fixAvailable`),
    });
  });

/** What stands in the alert beside its places. */
function storyOf(said: Dig, fields: Lookup, at: string | undefined): Pick<Detection, 'evidence' | 'remediation'> {
  const command = fields.text('proc.cmdline');
  const text = said.take('content.control.remediation', 'content.runbook', 'runbook');
  return {
    evidence: shown('command', command, at),
    ...(text === undefined ? {} : { remediation: { steps: [{ text }] } }),
  };
}

/** An event of a policy, in the present or the deprecated format, as a detection. */
export function toDetection(event: Fields, received: Received): Detection {
  const said = dig(event);
  const fields = sceneIn(said);
  const occurredAt = timeOf(said);
  const scene = seenIn(said, fields);
  const policy = said.text('name') ?? 'unnamed';
  const rule = ruleOf(said, fields);
  const action = actionOf(said.list('actions', 'actionResults'));
  const output = said.take('content.output', 'output');
  const vulnerabilities = vulnerabilitiesIn(said);
  return detected(
    {
      identity: identified({ id: said.text('id'), update: [], record: event, occurredAt }, received),
      problem: [rule.type, policy, ...problemIn(scene), ...inAccount(fields)],
      record: event,
      class: classes.get(said.text('type')) ?? 'threat',
      ...rule,
      title: titleOf(rule.type, said, happeningOf(fields, scene), scene, action),
      description: output ?? said.take('content.control.description', 'description'),
      ...severityIn(said),
      action,
      occurredAt,
      ...placesIn(said, scene),
      vulnerabilities: vulnerabilities.length === 0 ? undefined : [...vulnerabilities],
      attack: attacks(textsOf(said.value('content.ruleTags', 'ruleTags'))),
      ...storyOf(said, fields, occurredAt),
      labels: labelsOf(said, scene),
      facts: factsBut(event, said, fields, { taken: shownIn(said) }),
    },
    received,
  );
}
