import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { inTurns } from '../../domain/values/cooperative-yield.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { attacks } from '../_kit/attack.ts';
import { defineSource, type Received } from '../_kit/define-source.ts';
import { detected, linkIn, severityIn } from '../_kit/detected.ts';
import { undotted } from '../_kit/dotted-keys.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified, shown } from '../_kit/identified.ts';
import { sayings } from '../_kit/identity.ts';
import { readRecords } from '../_kit/records.ts';
import { severityWord } from '../_kit/severity.ts';
import { takeTags } from '../_kit/taken-tags.ts';
import { momentIn } from '../_kit/typed-places.ts';
import { countIn, scoreIn, takeRepeats } from '../_kit/typed-values.ts';
import { type Found, placesOf, row } from './places.ts';

const isRecord = (fields: Fields): boolean =>
  ['sid', 'results_link', 'search_name'].some((name) => dig(fields).text(name) !== undefined) ||
  (isFields(fields['result']) && Object.keys(factsOf(fields['result'])).length > 0);

/** `alert.severity` of a saved search: 1 debug to 6 fatal (https://docs.splunk.com/Documentation/Splunk/latest/Admin/Savedsearchesconf). */
const byLevel: Readonly<Record<string, Severity>> = wordTable({
  '1': 'info',
  '2': 'info',
  '3': 'medium',
  '4': 'high',
  '5': 'critical',
  '6': 'critical',
});

const severityOf = (said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> =>
  severityIn(
    said,
    [...row('urgency', 'severity', 'severity_label', 'priority', 'alert_severity', 'severity_id'), 'severity'],
    'medium',
    (word) => severityWord(word) ?? byLevel[word.trim()],
  );

/** Fields of Splunk’s Common Information Model. */
function actionOf(said: Dig): Detection['action'] {
  const did =
    said
      .text(...row('action'))
      ?.trim()
      .toLowerCase() ?? '';
  if (/^(?:block|den|drop|prevent|quarantin)/.test(did)) return 'blocked';
  if (/^(?:allow|permit|pass)/.test(did)) return 'allowed';
  return /^(?:detect|alert|monitor|deferred|observ)/.test(did) ? 'observed' : 'unknown';
}

const labelsOf = (said: Dig) => ({
  app: said.take('app'),
  owner: said.take('owner'),
  index: said.take(...row('index')),
  sourcetype: said.take(...row('sourcetype', 'orig_sourcetype')),
  domain: said.take(...row('security_domain')),
  status: said.take(...row('status_label')),
});

const times = row('_time', 'event_time', 'orig_time', 'timestamp', 'info_max_time');

/** The time of the row, else when the search was scheduled: `…_at_1788190020_132`. */
const timeOf = (said: Dig): string | undefined =>
  times.map((path) => toTime(said.value(path))).find((time) => time !== undefined) ??
  toTime(/_at_(\d{9,11})(?:_|$)/.exec(said.text('sid') ?? '')?.[1]);

const rules = ['search_name', ...row('rule_name', 'search_name', 'source')] as const;
const details = row('rule_title', 'signature', 'threat_name', 'rule_name', 'alert_name');

function titleOf(said: Dig, type: string, { actor, destination }: Found): string {
  return headline(type, { what: said.text(...details), on: destination, from: actor.ip, by: actor.user });
}

const statuses = row('status_label', 'status_group');
const inWork = /^(?:in[ _-]?progress|pending)$/i;

/** The finding of Enterprise Security; a search of one's own has no id that the next run repeats. */
function findingOf(said: Dig): Detection['finding'] {
  const status = said.text(...statuses)?.trim() ?? '';
  return defined({
    vendorUid: said.take(...row('event_id', 'finding_id', 'orig_event_id')),
    firstSeenAt: momentIn(said, ...row('firstTime', 'first_seen')),
    lastSeenAt: momentIn(said, ...row('lastTime', 'last_seen')),
    count: countIn(said, ...row('count')),
    status: inWork.test(status) ? 'in_progress' : /^suppressed$/i.test(status) ? 'suppressed' : undefined,
  });
}

const ruleOf = (said: Dig): Detection['rule'] =>
  defined({ name: said.take(...row('rule_name')), category: said.text(...row('security_domain', 'category')) });

const stateOf = (said: Dig): Detection['state'] =>
  /^(?:closed|resolved)$/i.test(said.text(...row('status_label', 'status_group'))?.trim() ?? '') ? 'resolved' : 'open';

function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const fields = undotted(record);
  const said = dig(fields);
  const type = said.text(...rules) ?? 'Splunk alert';
  const [found, occurredAt, severity] = [placesOf(said), timeOf(said), severityOf(said)];
  const { destination, thing, ...places } = found;
  const { actor } = places;
  const [title, detail] = [titleOf(said, type, found), said.text(...details) ?? ''];
  const drilldown = Object.entries(factsOf(said.value('result') ?? {})).flatMap(([path, text]) =>
    /mitre|technique|tactic|annotations|tags?$/i.test(path) ? [text] : [],
  );
  const attack = attacks(drilldown);
  takeTags(said, attack, 'result.annotations');
  takeRepeats(said, type, 'search_name');
  return detected(
    {
      // A search that is told "for each result" has one sid for all of its rows.
      identity: identified(
        { id: said.text('sid'), update: sayings(said.value('result') ?? {}), record, occurredAt },
        received,
      ),
      problem: [type, detail, exactly(actor.ip ?? '', destination ?? '', actor.user ?? '', thing ?? '')],
      record,
      class: places.vulnerabilities === undefined ? 'threat' : 'vulnerability',
      type,
      rule: ruleOf(said),
      finding: findingOf(said),
      title,
      description: said.take(...row('rule_description', 'description', 'savedsearch_description', 'message', 'desc')),
      ...severity,
      riskScore: scoreIn(said, row('risk_score')),
      state: stateOf(said),
      action: actionOf(said),
      occurredAt,
      ...places,
      attack,
      evidence: shown('log', said.take(...row('_raw', 'orig_raw')), occurredAt),
      labels: labelsOf(said),
      url: linkIn(said, 'results_link'),
      facts: mergeFacts(factsBut(fields, said), factsOf(around)),
    },
    received,
  );
}

/** Alert actions of the community send all rows under `results`: an alert for each. */
function rowsOf(fields: Fields): readonly Fields[] {
  const { results, ...rest } = fields;
  const isRows =
    Array.isArray(results) && results.length > 0 && results.every(isFields) && rest['result'] === undefined;
  return isRows ? results.map((result) => ({ ...rest, result })) : [fields];
}

/** Splunk Enterprise and Cloud: triggered alerts, by the built-in webhook alert action. */
export const splunk = defineSource({
  vendor: 'Splunk',
  product: 'Splunk',
  docs: 'https://help.splunk.com/en/splunk-enterprise/alert-and-respond/alerting-manual/10.0/configure-alert-actions/use-a-webhook-alert-action',
  about: {
    name: 'Splunk, by the webhook alert action',
    setup: [
      'In Splunk, open Settings, Server settings, "Webhook allow list" (Splunk Cloud: Settings, "Webhook allow list"), and allow the host of {url}.',
      'Open the saved search or correlation search, Edit, "Edit Alert" (in Enterprise Security: Configure, Content Management, the search, "Adaptive Response Actions").',
      'Set Trigger to "For each result": the action sends the first row of the results only.',
      'Add the action Webhook, and enter {url}/<token> (it can set no header, so the token ends the URL); save.',
      'Let the search return `severity` or `urgency` (for example `| eval severity="high"`): the action does not send the severity of the alert.',
    ],
    auth: `{ token: "\${SPLUNK_HOOK_TOKEN}" }`,
    arrives: 'A request for each triggered alert, or for each of its results, with one row of the results.',
    becomes:
      'An alert with the search as its type. `urgency`, `severity` or `priority` of the row decides (medium without one). The ' +
      'same search with the same signature, source, host and user is one problem. `action` of the row says what was done. ' +
      'A row with a CVE is a vulnerability; the event id of Enterprise Security names the finding.',
    notes: [
      'With the trigger "Once", all rows but the first are never sent: Splunk has no way to say how many there were.',
      'Splunk does not try again after a failure; it writes it to `splunkd.log` (sendmodalert).',
      'The token is part of the URL, which Splunk shows to everybody who may edit the search.',
    ],
  },
  consoles: ['*.splunkcloud.com'],
  fields: [
    ...['sid', 'search_name', 'app', 'owner', 'results_link', 'result.*', 'results[].*'],
    // What custom alert actions hand on besides.
    ...['server_host', 'server_uri', 'session_key', 'results_file', 'search_uri', 'configuration.*'],
  ],
  read: (payload, received) =>
    readRecords(payload, received, {
      name: 'Splunk',
      lists: ['results', 'events', 'alerts', 'payload'],
      isRecord,
      read: (fields, around) => inTurns(rowsOf(fields), (it) => toDetection(it, around, received), received.pause),
    }),
});
