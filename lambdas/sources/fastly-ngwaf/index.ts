import type { AlertAction, AlertClass, Evidence, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Actor, Target } from '../../domain/places.ts';
import { defined, type Fields, factsBut, isFields, jsonOf } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, firstIn, ipIn, joined, linkIn, severityIn, timeIn, wordsOf } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { isEmail, momentIn, placed } from '../_kit/typed-places.ts';
import { countIn } from '../_kit/typed-values.ts';

/** Activity types are many and not all documented: what is about attacks weighs more than what is about settings. */
const bySort: readonly (readonly [type: RegExp, severity: Severity])[] = [
  [/^(?:expire|unflag|resolve)/i, 'info'],
  [/flag|attack|alert|anomal|block|threshold|rate.?limit|agent|mode/i, 'medium'],
  [/delete|remove|disable|login[^l]{0,80}fail|sso|api.?token/i, 'low'],
];

const derived = (type: string): Severity => bySort.find(([pattern]) => pattern.test(type))?.[1] ?? 'info';

/** A flagged address is blocked from then on where the site blocks; `info` only tells. */
function actionOf(said: Dig): AlertAction {
  const action = said.text('payload.action')?.toLowerCase() ?? '';
  if (/^(?:flagged|block|blocked)$/.test(action)) return 'blocked';
  return /^(?:info|log|logged)$/.test(action) ? 'observed' : 'unknown';
}

const isOver = (said: Dig, type: string): boolean =>
  /^(?:expire|unflag|resolve)/i.test(type) || /^true$/i.test(said.text('payload.isExpired', 'payload.resolved') ?? '');

/** The same for the end of something as for its start: `expireFlag` is over what `flag` began. */
const subjectOf = (type: string): string => type.replace(/^(?:expire[ds]?|un|resolve[ds]?)[-_ ]?/i, '').toLowerCase();

const siteIn = (said: Dig): string | undefined =>
  said.text('payload.siteName', 'payload.siteDisplayName', 'payload.slug', 'siteName', 'workspaceId');

/** The list, rule or agent that it is about, where it is no address. */
const thingIn = (said: Dig): string | undefined =>
  said.text('payload.name', 'payload.displayName', 'payload.agentName', 'payload.tagName');

const samples = ['payload.sampleRequest', 'payload.requests.0'] as const;
const inSample = (name: string): string[] => samples.map((path) => `${path}.${name}`);

/** The site, by the name of the server in the sample where there is one. */
const targetOf = (said: Dig): Target =>
  defined({
    kind: 'site',
    method: said.take(...inSample('method')),
    url: said.take(...inSample('uri'), ...inSample('path')),
    domain: said.take(...inSample('serverName')) ?? siteIn(said),
  });

const mailIn = (text: string | undefined): string | undefined => (isEmail(text ?? '') ? text : undefined);

function actorOf(said: Dig): Actor {
  const user = said.take('payload.createdBy', 'payload.userEmail', 'payload.user.email');
  return defined({
    ip: addressOf(said),
    country: said.take('payload.remoteCountryCode', 'payload.country'),
    user,
    email: mailIn(user),
    userAgent: firstIn(said, ...inSample('userAgent'), 'payload.userAgents'),
  });
}

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take('payload.id', 'payload.eventId', 'id'),
    firstSeenAt: momentIn(said, 'payload.timestamp', 'payload.detectedAt'),
    count: countIn(said, 'payload.requestCount'),
  });

/** What is done about attacks; all else is a change of a setting, or an agent that is not well. */
const classOf = (type: string, address: string | undefined): AlertClass =>
  address !== undefined || /flag|attack|anomal|block|threshold|rate.?limit|site.?alert/i.test(type)
    ? 'threat'
    : 'operational';

const addressOf = (said: Dig): string | undefined => ipIn(said, 'payload.remoteIP', 'payload.source', 'payload.ip');

const reasonsOf = (said: Dig): string | undefined => {
  const reasons = said.value('payload.reasons', 'payload.blockSignals', 'payload.signals');
  const names = isFields(reasons) ? Object.keys(reasons) : textsOf(reasons);
  return names.length === 0 ? undefined : names.join(', ');
};

function evidenceOf(said: Dig, at: string | undefined): Evidence[] {
  const sample = said.value('payload.sampleRequest', 'payload.requests');
  return sample === undefined ? [] : [defined({ at, kind: 'sample request', content: jsonOf(sample, 2) })];
}

interface About {
  readonly address: string | undefined;
  readonly site: string | undefined;
  readonly thing: string | undefined;
}

function titleOf(said: Dig, type: string, { address, site, thing }: About, isEnd: boolean): string {
  const about = joined([address, reasonsOf(said), address === undefined ? thing : undefined], ', ');
  const on = site === undefined ? '' : ` on ${site}`;
  const end = isEnd ? ', over' : '';
  return `WAF ${joined([wordsOf(type), about], ': ')}${on}${end}`;
}

function toDetection(said: Dig, payload: Fields, received: Received): Detection {
  const type = said.take('type', 'eventType') ?? said.text('payload.type') ?? 'activity';
  const about = { address: addressOf(said), site: siteIn(said), thing: thingIn(said) };
  const [finding, isEnd] = [findingOf(said), isOver(said, type)];
  const occurredAt = timeIn(said, 'created', 'payload.timestamp', 'payload.created', 'payload.detectedAt');
  const id = finding?.vendorUid;
  const site = said.text('payload.siteId', 'workspaceId') ?? about.site ?? '';
  return detected(
    {
      identity: [
        type,
        id ?? jsonOf([site, about.address, about.thing]),
        occurredAt ?? received.receivedAt.slice(0, 10),
      ],
      problem: [subjectOf(type), exactly(site, about.address ?? about.thing ?? id ?? '')],
      record: payload,
      class: classOf(type, about.address),
      type,
      rule: defined({ category: said.text('payload.type') }),
      finding,
      title: titleOf(said, type, about, isEnd),
      description: said.take('payload.message', 'payload.description', 'message'),
      ...severityIn(said, ['payload.severity', 'severity'], derived(type)),
      state: isEnd ? 'resolved' : 'open',
      action: isEnd ? 'unknown' : actionOf(said),
      occurredAt,
      evidence: evidenceOf(said, occurredAt),
      actor: actorOf(said),
      target: targetOf(said),
      cloud: placed({ account: said.take('payload.corpId', 'payload.corpName') }),
      sensor: placed({ host: said.take('payload.agentName') }),
      labels: { scope: said.take('payload.scope'), site: about.site, workspace: said.take('workspaceId') },
      url: linkIn(said, 'link', 'payload.link'),
      facts: factsBut(payload, said),
    },
    received,
  );
}

const isActivity = (said: Dig): boolean =>
  isFields(said.value('payload')) || (said.text('type') !== undefined && said.text('created', 'link') !== undefined);

function read(payload: unknown, received: Received): Reading {
  const said = dig(payload);
  if (!isFields(payload) || !isActivity(said)) return noAlert(payload, 'no Fastly activity in it');
  const detections = [toDetection(said, payload, received)];
  const isTest = /^(?:test|ping)|test$/i.test(said.text('type') ?? '');
  return isTest ? { kind: 'ignored', reason: 'test', detections } : { kind: 'alerts', detections };
}

/** Fastly Next-Gen WAF (Signal Sciences): its activity, by the generic webhook. */
export const fastlyNgwaf = defineSource({
  vendor: 'Fastly',
  product: 'Next-Gen WAF',
  docs: 'https://www.fastly.com/documentation/guides/next-gen-waf/integrations/generic-webhooks/',
  about: {
    name: 'Fastly Next-Gen WAF',
    setup: [
      'In the Next-Gen WAF control panel, choose the site, then Manage, Site Integrations, "Add site integration", "Generic Webhook". ' +
        'In the Fastly control panel: Security, Next-Gen WAF, Workspaces, the gear of the workspace, Alerts.',
      'Webhook URL: {url}. Choose "Specific activity": IP flagged, site alerts, agent alerts and mode changes.',
      'Press "Create site integration", open it, and copy its signing key into FASTLY_HOOK_KEY.',
    ],
    auth: `{ hmac: { scheme: fastly, secret: "\${FASTLY_HOOK_KEY}" } }`,
    arrives:
      'One activity a request, signed in X-SigSci-Signature: an address that is flagged, an alert that fires, a setting that is changed.',
    becomes:
      'An alert an activity, with its type and the site. There is no severity: flags, attacks and alerts are medium, removals low, ' +
      'other changes info. The same activity about the same address or thing on the same site is one problem; the end of a flag resolves it. ' +
      'Changes of settings and alerts of agents are operational.',
    notes: [
      'With "All activity" every change of a setting arrives too.',
      'Each site (workspace) has an integration and a signing key of its own: `secret` takes a list of keys.',
    ],
  },
  consoles: ['dashboard.signalsciences.net', 'manage.fastly.com'],
  fields: ['created', 'type', 'payload', 'link', 'workspaceId', 'message'],
  read,
});
