import type { AlertAction, AlertClass, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn, wordsOf } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { severityWord } from '../_kit/severity.ts';
import { momentIn } from '../_kit/typed-places.ts';
import { countIn } from '../_kit/typed-values.ts';
import { firewallEvent, firewallFields, isFirewallEvent } from './firewall-event.ts';
import { type About, aboutOf, cloudOf, connectionOf, targetOf } from './places.ts';

// Most types of notification have no severity (https://developers.cloudflare.com/notifications/notification-available/).
const bySort: readonly (readonly [type: RegExp, severity: Severity])[] = [
  [/billing|maintenance|digest|radar|image_|stream_|tos_|usage|weekly|review/, 'info'],
  [/ddos|dos_attack|fbm_[a-z\d]{1,80}_attack|hijack|malicious|leak|brand_protection|block_notification_new/, 'high'],
  [/certificate|ssl|expir|health|pool|origin|worker|logpush|tunnel|incident|edge|error|page|zone/, 'low'],
];

/** What a type of notification is about; attacks and what is not known are threats. */
const classes: readonly (readonly [type: RegExp, about: AlertClass])[] = [
  [/leaked|exposed_credential/, 'exposure'],
  [/security_insight|open_port/, 'compliance'],
  [
    /ddos|dos_attack|fbm_[a-z\d]{1,80}_attack|hijack|malicious|brand_protection|fw_|script_monitor|page_shield/,
    'threat',
  ],
  [
    /billing|maintenance|digest|radar|image_|stream_|tos_|usage|weekly|review|certificate|ssl|expir|health/,
    'operational',
  ],
  [/pool|origin|worker|logpush|tunnel|incident|edge|error|pages_|zone_|status|traffic/, 'operational'],
];

const classOf = (type: string): AlertClass => classes.find(([pattern]) => pattern.test(type))?.[1] ?? 'threat';

const derived = (type: string): Severity => bySort.find(([pattern]) => pattern.test(type))?.[1] ?? 'medium';

/** `INCIDENT_IMPACT_MINOR` is a severity too. */
const meaning = (word: string): Severity | undefined => severityWord(word.replace(/^.*_/, ''));

const statuses = [
  'data.new_health_status',
  'data.new_health',
  'data.new_status',
  'data.status',
  'data.incident_status',
];
/** Also at the end of a constant: `TUNNEL_STATUS_TYPE_HEALTHY`. */
const over = /^(?:.*_)?(?:healthy|resolved|ok|up|active|closed|completed)$/i;

/** A start or an end; without either, the status that the notification is about. */
function stateOf(said: Dig): Detection['state'] {
  const event = said.text('alert_event') ?? '';
  if (/(?:^|_)(?:END|RESOLVED?)$/i.test(event)) return 'resolved';
  if (event !== '') return 'open';
  return over.test(said.text(...statuses) ?? '') ? 'resolved' : 'open';
}

const deeds: readonly (readonly [deed: RegExp, action: AlertAction])[] = [
  [/block|drop|challenge|rate.?limit|mitigat|connection.?close/i, 'blocked'],
  [/^log(?:ged)?$|monitor|simulate/i, 'observed'],
  [/^(?:allow|skip|bypass)/i, 'allowed'],
];

/** What Cloudflare does about an attack. */
function actionOf(said: Dig): AlertAction {
  const deed = said.text('data.mitigation', 'data.action') ?? '';
  return deeds.find(([pattern]) => pattern.test(deed))?.[1] ?? 'unknown';
}

const typeOf = (said: Dig): string => said.take('alert_type') ?? said.take('data.alert_type') ?? 'notification';

/** A problem that starts and ends goes by the id that both have; else what it is about. */
function problemOf(said: Dig, type: string, { site, thing }: About): string[] {
  const episode = said.text('alert_correlation_id', 'data.attack_id', 'data.incident_id');
  if (said.text('alert_event') !== undefined && episode !== undefined) return [type, exactly(episode)];
  const about = joined([site, thing, said.text('data.incident_id', 'data.insight_class', 'data.event_id')], '\n');
  return [type, about === '' ? exactly(said.text('policy_id') ?? '', said.text('name') ?? '') : exactly(about)];
}

const titles = ['data.alert_title', 'data.event_title', 'data.incident_name', 'data.insight_class', 'data.attack_type'];

const names: readonly (readonly [type: RegExp, name: string])[] = [
  [/(?:ddos|dos)_attack_l7/, 'DDoS attack (layer 7)'],
  [/(?:ddos|dos)_attack_l4|fbm_[a-z\d]{1,80}_attack/, 'DDoS attack (layer 3 and 4)'],
  [/fw_(?:ent_)?anomaly/, 'Spike of security events'],
  [/bgp_hijack/, 'BGP hijack or route leak'],
  [/health_check_status/, 'Health check'],
  [/load_balancing_health/, 'Load balancer health'],
  [/universal_ssl|dedicated_ssl|custom_ssl/, 'SSL certificate'],
  [/security_insights/, 'Security insight'],
  [/incident_alert/, 'Cloudflare incident'],
];

/** What a type of notification is called; those that have no name here say it in words. */
function nameOf(said: Dig, type: string): string {
  const name = names.find(([pattern]) => pattern.test(type))?.[1];
  if (name !== undefined) return name;
  if (type === 'notification') return said.text('policy_name', 'name') ?? 'Cloudflare notification';
  const words = wordsOf(type.replace(/_(?:alert|notification|event_type|type)$/, ''));
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function titleOf(said: Dig, type: string, { site, thing }: About, state: Detection['state']): string {
  const status = said.text(...statuses)?.replace(/^[A-Z_]+_TYPE_/, '');
  const what = said.text(...titles, 'data.attack_vector') ?? status ?? said.text('data.metadata.event.type');
  const where = joined([...new Set([site, thing])], ', ');
  const end = state === 'resolved' ? ', over' : '';
  return `${joined([nameOf(said, type), what], ': ')}${where === '' ? '' : ` on ${where}`}${end}`;
}

const tracked = [
  ...['alert_correlation_id', 'data.attack_id', 'data.incident_id'],
  ...['data.health_check_id', 'data.tunnel_id', 'data.pool_id'],
] as const;

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take(...tracked),
    firstSeenAt: momentIn(said, ...times, 'data.incident_created_at', 'data.timestamp'),
    lastSeenAt: momentIn(said, 'data.end_time', 'data.alert_end_time', 'data.event_end_time'),
    count: countIn(said, 'data.events_count'),
  });

const times = ['data.start_time', 'data.alert_start_time', 'data.event_start_time', 'data.status_change_time'];

/** Some types write the link without its scheme. */
function dashboard(said: Dig): string | undefined {
  const link = said.text('data.dashboard_link') ?? '';
  return link.startsWith('dash.cloudflare.com/') ? `https://${link}` : undefined;
}

function toDetection(said: Dig, payload: Fields, received: Received): Detection {
  const [type, state, about] = [typeOf(said), stateOf(said), aboutOf(said)];
  const occurredAt = timeIn(said, 'ts', ...times, 'data.timestamp', 'data.time');
  const title = titleOf(said, type, about, state);
  const problem = problemOf(said, type, about);
  return detected(
    {
      identity: [
        type,
        said.text('alert_correlation_id') ?? joined([...problem, said.text('text')]),
        said.text('alert_event', ...statuses) ?? state,
        said.text('policy_id') ?? '',
        said.text('ts') ?? occurredAt ?? received.receivedAt.slice(0, 10),
      ],
      problem,
      record: payload,
      class: classOf(type),
      type,
      finding: findingOf(said),
      title,
      description: said.take('text'),
      ...severityIn(
        said,
        ['data.severity', 'data.alert_priority_level', 'data.alert_severity', 'data.priority', 'data.incident_impact'],
        derived(type),
        meaning,
      ),
      state,
      action: actionOf(said),
      occurredAt,
      target: targetOf(said),
      connection: connectionOf(said),
      cloud: cloudOf(said),
      labels: {
        policy: said.take('policy_name') ?? said.text('name'),
        event: said.take('alert_event'),
        account: said.take('data.account_name') ?? said.text('account_id'),
        zone: said.text('data.zone_name'),
      },
      url: linkIn(said, 'data.dashboard_link', 'data.event_link', 'data.link') ?? dashboard(said),
      facts: factsBut(payload, said),
    },
    received,
  );
}

const marks = ['alert_type', 'alert_event', 'alert_correlation_id', 'policy_id', 'policy_name', 'data', 'ts'];

function readOne(payload: unknown, received: Received): Reading {
  const said = dig(payload);
  if (isFields(payload) && isFirewallEvent(payload))
    return { kind: 'alerts', detections: [firewallEvent(payload, received)] };
  if (isFields(payload) && marks.some((name) => said.value(name) !== undefined))
    return { kind: 'alerts', detections: [toDetection(said, payload, received)] };
  const isGreeting = /test message|configured properly|hello world/i.test(said.text('text', 'content') ?? '');
  return isGreeting ? { kind: 'ignored', reason: 'test' } : noAlert(payload, 'no Cloudflare notification in it');
}

/** Cloudflare: what its notifications post to a generic webhook, and the firewall events of Logpush. */
export const cloudflare = defineSource({
  vendor: 'Cloudflare',
  product: 'Notifications',
  docs: 'https://developers.cloudflare.com/notifications/reference/webhook-payload-schema/',
  about: {
    name: 'Cloudflare notifications',
    setup: [
      'In the Cloudflare dashboard, open the account, Notifications, Destinations, and press "Create" beside Webhooks.',
      'Name: tocsin. URL: {url}. Secret: a long random text, the same as in CLOUDFLARE_HOOK_SECRET. Press "Save and Test".',
      'Under Notifications, "All Notifications", press "Add", choose each type that matters (DDoS attacks, Security Events, ' +
        'Page Shield, Brand Protection, Security Insights), and choose this webhook as its destination.',
    ],
    auth: `{ header: { name: cf-webhook-auth, value: "\${CLOUDFLARE_HOOK_SECRET}" } }`,
    arrives: 'One notification a request; attacks and outages come twice, when they start and when they end.',
    becomes:
      'An alert a notification, with alert_type as its type, the site or address as its target, and the zone, pool or tunnel as ' +
      'the resource of its cloud. Few types have a ' +
      'severity: else attacks, hijacks and leaks are high, certificates and health low, billing and maintenance info, the rest ' +
      'medium. The end of an attack resolves the problem that its start opened. Health, certificates, incidents and billing are ' +
      'operational, insights and open ports compliance.',
    notes: [
      'Logpush jobs of the data set `firewall_events` (destination HTTP, format NDJSON) can post here as well, with ' +
        '`?header_cf-webhook-auth=<secret>` behind the URL: an alert for each row, low when the request was stopped, else medium.',
      'Webhooks need a Pro plan or better, and each type of notification has to be added by itself: what has no notification is not sent.',
      'Security Events alerts come at most once in two hours for a zone.',
    ],
  },
  consoles: ['dash.cloudflare.com', 'www.cloudflarestatus.com'],
  fields: [
    ...firewallFields,
    ...['name', 'text', 'data', 'ts', 'account_id', 'policy_id', 'policy_name'],
    ...['alert_type', 'alert_correlation_id', 'alert_event'],
  ],
  read: (payload, received) => readItems(payload, (item) => readOne(item, received), received.pause),
});
