import type { AlertAction, Evidence, Severity } from '../../domain/alert.ts';
import type { Detection, DraftTarget } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields, jsonOf } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, ipIn, joined, linkIn, severityIn, timeIn, wordsOf } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { noAlert } from '../_kit/non-alert.ts';

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

const targetOf = (said: Dig): DraftTarget =>
  defined({
    kind: 'site',
    host: said.text('payload.siteName', 'payload.siteDisplayName', 'payload.slug', 'siteName', 'workspaceId'),
    resource: said.take('payload.name', 'payload.displayName', 'payload.agentName', 'payload.tagName'),
  });

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

function titleOf(said: Dig, type: string, target: DraftTarget, isEnd: boolean): string {
  const address = addressOf(said);
  const about = joined([address, reasonsOf(said), address === undefined ? target.resource : undefined], ', ');
  const on = target.host === undefined ? '' : ` on ${target.host}`;
  const end = isEnd ? ', over' : '';
  return `WAF ${joined([wordsOf(type), about], ': ')}${on}${end}`;
}

function toDetection(said: Dig, payload: Fields, received: Received): Detection {
  const type = said.take('type', 'eventType') ?? said.text('payload.type') ?? 'activity';
  const [target, isEnd] = [targetOf(said), isOver(said, type)];
  const occurredAt = timeIn(said, 'created', 'payload.timestamp', 'payload.created', 'payload.detectedAt');
  const id = said.text('payload.id', 'payload.eventId', 'id');
  const site = said.text('payload.siteId', 'workspaceId') ?? target.host ?? '';
  return detected(
    {
      identity: [
        type,
        id ?? jsonOf([site, addressOf(said), target.resource]),
        occurredAt ?? received.receivedAt.slice(0, 10),
      ],
      problem: [subjectOf(type), exactly(site, addressOf(said) ?? target.resource ?? id ?? '')],
      record: payload,
      type,
      title: titleOf(said, type, target, isEnd),
      description: said.take('payload.message', 'payload.description', 'message'),
      ...severityIn(said, ['payload.severity', 'severity'], derived(type)),
      state: isEnd ? 'resolved' : 'open',
      action: isEnd ? 'unknown' : actionOf(said),
      occurredAt,
      actor: defined({
        ip: addressOf(said),
        country: said.text('payload.remoteCountryCode', 'payload.country'),
        user: said.text('payload.createdBy', 'payload.userEmail', 'payload.user.email'),
      }),
      target,
      evidence: evidenceOf(said, occurredAt),
      labels: { scope: said.text('payload.scope'), site: target.host, workspace: said.text('workspaceId') },
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
      'other changes info. The same activity about the same address or thing on the same site is one problem; the end of a flag resolves it.',
    notes: [
      'With "All activity" every change of a setting arrives too.',
      'Each site (workspace) has an integration and a signing key of its own: `secret` takes a list of keys.',
    ],
  },
  fields: ['created', 'type', 'payload', 'link', 'workspaceId', 'message'],
  read,
});
