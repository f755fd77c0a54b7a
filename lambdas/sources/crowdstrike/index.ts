import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import {
  defined,
  type Fields,
  factsBut,
  factsOf,
  isFields,
  mergeFacts,
  textOf,
} from '../../domain/values/json-fields.ts';
import { defineSource, type Received } from '../_kit/define-source.ts';
import { detected, linkIn, timeIn } from '../_kit/detected.ts';
import { undotted } from '../_kit/dotted-keys.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified, shown } from '../_kit/identified.ts';
import { pasted } from '../_kit/markdown-snippet.ts';
import { readRecords } from '../_kit/records.ts';
import { takeTags } from '../_kit/taken-tags.ts';
import { namedAttacks } from '../_kit/technique-names.ts';
import { momentIn } from '../_kit/typed-places.ts';
import { scoreIn, takeRepeats } from '../_kit/typed-values.ts';
import { workflowBody } from './body.ts';
import { calledOf, incidents, names } from './called.ts';
import { ids, readerOf } from './paths.ts';
import {
  actorOf,
  cloudOf,
  connectionOf,
  containerOf,
  fileIn,
  kubernetesOf,
  statusOf,
  tags,
  tagsOf,
  targetOf,
} from './places.ts';
import { severities, severityOf } from './severity.ts';
import { firstTimes, lastTimes, links, times, updates } from './times.ts';

const eventTypeOf = (fields: Fields): string => dig(fields).text('metadata.eventType', 'metadata.event_type') ?? '';

/** What happens in the console, and reports: https://falcon.crowdstrike.com/documentation/page/d88d8ed6/streaming-api-event-dictionary */
const isActivity = (fields: Fields): boolean =>
  /AuditEvent$|^RemoteResponseSession|^ScheduledReport|^HashSpreading/.test(eventTypeOf(fields));

function isRecord(fields: Fields): boolean {
  const said = readerOf(undotted(fields));
  if (said.text(...ids) !== undefined || eventTypeOf(fields) !== '') return true;
  return said.text(...names) !== undefined && said.text(...severities) !== undefined;
}

// 40 is the status of an incident that was closed.
const isOver = /^(?:closed?|resolved?|false_positive|auto_closed|auto_resolved|40)$/i;

const stateOf = (said: Dig): Detection['state'] =>
  isOver.test(said.text('status', 'state', 'event_type')?.trim() ?? '') ? 'resolved' : 'open';

const prevented = /^(?:process_blocked|operation_blocked|kill_\w+|quarantine_\w+|\w+_operation_blocked|suspend_\w+)$/;

/** The disposition of the pattern: `Prevention, process killed.`, `Detection, standard detection.`, and its flags. */
function actionOf(said: Dig): Detection['action'] {
  const told = said.text('pattern_disposition_description') ?? '';
  if (/^detection/i.test(told) || /would have/i.test(told)) return 'observed';
  if (/^prevention|quarantine|\bblocked|\bkilled/i.test(told)) return 'blocked';
  const flags = said.value('pattern_disposition_details', 'pattern_disposition_flags');
  if (!isFields(flags)) return 'unknown';
  const snake = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  const isPrevented = Object.entries(flags).some(
    ([name, set]) => prevented.test(snake(name)) && textOf(set)?.toLowerCase() === 'true',
  );
  return isPrevented ? 'blocked' : 'observed';
}

const labelsOf = (said: Dig) => ({
  status: said.take('status'),
  product: said.take('product'),
  tactic: said.take('tactic', 'tactics'),
  cid: said.take('cid', 'metadata.customerIDString'),
  platform: said.take('device.platform_name', 'platform_name'),
  eventType: said.take('metadata.eventType', 'metadata.event_type'),
  tags: said.take('tags', 'device.tags'),
});

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take(...ids, 'data.id', 'id'),
    firstSeenAt: momentIn(said, ...firstTimes),
    lastSeenAt: momentIn(said, ...lastTimes),
    status: statusOf(said),
  });

/** Where no host is named: the incident, the address, or the rule and the resource in the cloud. */
const placeOf = (said: Dig, { target, cloud, actor }: Pick<Detection, 'target' | 'cloud' | 'actor'>): string =>
  target.host ??
  said.text(...incidents) ??
  actor?.ip ??
  ['policy_id', 'account_id', 'host_id']
    .map((path) => said.text(path) ?? '')
    .concat(cloud?.resource?.uid ?? '')
    .join('\n')
    .trim();

/** A policy of the cloud that a setting breaks; what somebody does there is a threat. */
const classOf = (said: Dig, eventType: string): Detection['class'] =>
  /^(?:CSPMSearch|IOM)/i.test(eventType) || /^(?:iom|cspm)$/i.test(said.text('product', 'type') ?? '')
    ? 'compliance'
    : 'threat';

/** Everything that has a place of its own. */
const placesOf = (said: Dig) => ({
  actor: actorOf(said),
  target: targetOf(said),
  connection: connectionOf(said),
  file: fileIn(said),
  container: containerOf(said),
  kubernetes: kubernetesOf(said),
  cloud: cloudOf(said),
});

function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const fields = undotted(record);
  const said = readerOf(fields);
  const eventType = eventTypeOf(record);
  const { name, type, problem } = calledOf(said, eventType);
  const [places, action, state] = [placesOf(said), actionOf(said), stateOf(said)];
  const { actor, target } = places;
  const occurredAt = timeIn(said, ...times);
  const what = actor.process?.name;
  const finding = findingOf(said);
  takeRepeats(said, finding?.vendorUid, 'data.detections.id', 'id');
  const update = [said.text(...updates) ?? said.text('status'), state];
  const technique = said.text('technique_id') ?? '';
  const attack = namedAttacks(tagsOf(said), said.text('technique'));
  takeTags(said, attack, ...tags);
  return detected(
    {
      identity: identified({ id: finding?.vendorUid, update, record, occurredAt }, received),
      problem: [problem, exactly(placeOf(said, places)), actor.user ?? '', what ?? '', technique],
      record,
      class: classOf(said, eventType),
      type,
      finding,
      title: headline(name, { what, on: target.host, by: actor.user, from: actor.ip, action }),
      description: said.take('description', 'detect_description'),
      ...severityOf(said),
      riskScore: scoreIn(said, ['risk_score', 'score']),
      confidence: scoreIn(said, ['confidence']),
      state,
      action,
      occurredAt,
      ...places,
      attack,
      evidence: shown('command', said.take('cmdline', 'command_line'), occurredAt),
      labels: labelsOf(said),
      url: linkIn(said, ...links),
      facts: mergeFacts(factsBut(fields, said), factsOf(around)),
    },
    received,
  );
}

/** CrowdStrike Falcon: what a Fusion workflow posts, an alert of the Alerts API, or an event of the event stream. */
export const crowdstrike = defineSource({
  vendor: 'CrowdStrike',
  product: 'Falcon',
  docs: 'https://marketplace.crowdstrike.com/listings/webhook',
  about: {
    name: 'CrowdStrike Falcon, by Fusion workflows',
    setup: [
      'In the Falcon console, open the CrowdStrike Store, Webhook, Configure, "Add configuration". Enter a name, the URL {url}, ' +
        'and an HMAC secret key of 32 characters or more; leave the signature header at `X-CS-Primary-Signature`; save.',
      'Open Next-Gen SIEM (or Fusion SOAR), Workflows, "Create workflow", and choose the trigger Detection, EPP Detection.',
      pasted(
        'Add the action "Call webhook", choose the configuration, the data format "Custom JSON", and paste:',
        workflowBody,
      ),
      'Leave out lines whose variable the editor does not know (NG-SIEM and identity detections have no `EPP` variables). Save and turn the workflow on.',
      'For detections that are closed, add a second workflow with the trigger for status changes, the same body, and the line `"status": "closed",`.',
    ],
    auth: `{ hmac: { scheme: crowdstrike, secret: "\${CROWDSTRIKE_HOOK_SECRET}" } }`,
    arrives:
      'A request for each detection, when the workflow runs. An alert as the Alerts API gives it, alone, in a list or under ' +
      '`resources`, and an event of the event stream are read as well.',
    becomes:
      'An alert with the name of the detection as its type, and its host, user, process and technique. The severity name ' +
      'decides, else the number (80 critical, 60 high, 40 medium, 20 low). The same detection of the same process on the same ' +
      'host by the same user is one problem; the status closed resolves it, ignored suppresses it. The disposition says whether ' +
      'it was blocked. Incidents and automated leads have their kind as their type; a lead is called by what it saw. A policy of the cloud that a setting ' +
      'breaks is compliance.',
    notes: [
      'A workflow that fails, or is paused after too many runs, sends nothing and says so in its execution log alone.',
      'Events of the console’s own audit are recognised and ignored.',
    ],
  },
  consoles: ['*.crowdstrike.com'],
  read: (payload, received) =>
    readRecords(payload, received, {
      name: 'CrowdStrike',
      lists: ['resources', 'detections', 'alerts', 'incidents', 'events'],
      isRecord,
      ignored: (fields) => (isActivity(fields) ? 'audit' : undefined),
      read: (fields, around) => [toDetection(fields, around, received)],
    }),
});
