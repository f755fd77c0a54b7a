import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { noAlert } from '../_kit/non-alert.ts';
import {
  codeScanning,
  dependabot,
  otherAlert,
  repositoryAdvisory,
  type Said,
  secretScanning,
  securityAdvisory,
  vulnerabilityAlert,
} from './alerts.ts';
import { fields } from './fields.ts';
import { gapIn } from './gaps.ts';
import { delivered, identityOf } from './identity.ts';
import { actorOf, codeOf } from './places.ts';
import { findingOf, type Standing, standingOf, timeOf, under } from './standing.ts';

type Reader = (said: Dig) => Said;

/** The events that are alerts, by what only they have: the header is not always there. */
const kinds: readonly (readonly [event: string, mark: readonly string[], read: Reader])[] = [
  ['repository_advisory', ['repository_advisory'], repositoryAdvisory],
  ['security_advisory', ['security_advisory'], securityAdvisory],
  ['dependabot_alert', ['alert.security_advisory', 'alert.security_vulnerability', 'alert.dependency'], dependabot],
  ['secret_scanning_alert_location', ['location.details'], secretScanning],
  ['secret_scanning_alert', ['alert.secret_type', 'alert.secret_type_display_name'], secretScanning],
  ['repository_vulnerability_alert', ['alert.affected_package_name', 'alert.affected_range'], vulnerabilityAlert],
  ['code_scanning_alert', ['alert.rule', 'alert.tool', 'alert.most_recent_instance'], codeScanning],
];

interface Event {
  readonly name: string;
  readonly read: Reader;
}

function eventOf(said: Dig, received: Received): Event | undefined {
  if (!isFields(said.value('alert', 'repository_advisory', 'security_advisory'))) return undefined;
  const header = received.headers['x-github-event'];
  const byShape = kinds.find(([, marks]) => said.value(...marks) !== undefined);
  const [name, , read] = byShape ?? kinds.find(([event]) => event === header) ?? [];
  return name === undefined || read === undefined ? { name: header ?? 'alert', read: otherAlert } : { name, read };
}

const news = /^(?:created?|reported)$/;
/** What the remarks say already. */
const remarked = /^(?:publicly_leaked|validated)$/;

/** `appeared_in_branch` in words; the oldest event writes `resolve` for what is resolved. */
const doneIn = (action: string): string =>
  action
    .replaceAll('_', ' ')
    .replace(/^(?:resolve|dismiss|reopen)$/, (verb) => (verb.endsWith('e') ? `${verb}d` : `${verb}ed`));

function titleOf(event: Said, said: Dig, standing: Standing, repository: string | undefined): string {
  const action = said.text('action');
  const where = joined([repository, event.where], ', ');
  const remarks = standing === 'open' ? (event.remarks ?? []) : [];
  const isSaid = action === undefined || news.test(action) || (remarked.test(action) && remarks.length > 0);
  const told = isSaid ? undefined : doneIn(action);
  const place = said.value('location.details') === undefined ? told : 'found in one more place';
  return joined([joined([event.what, where], ' in '), ...remarks, place], ', ');
}

/** A number counts within a repository and a kind of alert; advisories have ids of their own. */
function idOf(said: Dig, kind: string, repository: string | undefined): string | undefined {
  const number = said.text('alert.number');
  if (number !== undefined && repository !== undefined) return `${repository}/${kind}/${number}`;
  const advisory = said.text('repository_advisory.ghsa_id', 'security_advisory.ghsa_id');
  return advisory === undefined ? undefined : joined([repository, advisory], '/');
}

function toDetection(event: Event, said: Dig, payload: Fields, received: Received): Detection {
  const read = event.read(said);
  const [action, standing] = [said.take('action'), standingOf(said)];
  const occurredAt = timeOf(said, standing);
  const repository = said.take('repository.full_name', 'repository.name');
  const title = titleOf(read, said, standing, repository);
  const id = idOf(said, read.key[0] ?? event.name, repository);
  const url = linkIn(said, ...under('html_url'), 'repository.html_url');
  return detected(
    {
      identity: identityOf(event.name, read, said, { action, standing, at: occurredAt ?? delivered(received) }),
      problem: [exactly(repository ?? '', ...read.key.map((part) => part ?? ''))],
      record: payload,
      class: read.class ?? 'vulnerability',
      finding: findingOf(said, id, standing),
      type: read.type ?? event.name,
      rule: read.rule,
      title,
      description: read.description,
      severity: read.severity,
      vendorSeverity: read.vendorSeverity,
      state: standing === 'resolved' ? 'resolved' : 'open',
      action: said.text('alert.push_protection_bypassed') === 'true' ? 'allowed' : 'unknown',
      occurredAt,
      actor: actorOf(said),
      target: { kind: 'repository' },
      code: codeOf(said, repository),
      vulnerabilities: read.vulnerabilities,
      sensor: read.sensor,
      attack: attacks(textsOf(said.value('alert.rule.tags'))),
      remediation: read.remediation,
      labels: { ...read.labels, event: event.name, action, state: said.take(...under('state')), repository },
      facts: factsBut(payload, said),
      url,
    },
    received,
  );
}

/** Events that are no alerts: a webhook may be subscribed to everything. */
const others = ['repository', 'organization', 'enterprise', 'sender', 'installation', 'hook_id'];

function read(payload: unknown, received: Received): Reading {
  if (!isFields(payload)) return { kind: 'unreadable', reason: 'no GitHub event in it' };
  const said = dig(payload);
  const event = eventOf(said, received);
  if (event !== undefined) return { kind: 'alerts', detections: [toDetection(event, said, payload, received)] };
  const gap = gapIn(said, payload, received);
  if (gap !== undefined) return { kind: 'alerts', detections: [gap] };
  if (said.text('zen') !== undefined || received.headers['x-github-event'] === 'ping')
    return { kind: 'ignored', reason: 'ping' };
  if (others.some((name) => payload[name] !== undefined)) return { kind: 'ignored', reason: 'other-event' };
  return noAlert(payload, 'no GitHub event in it');
}

/** GitHub: the security alerts of a repository, organization or app webhook. */
export const github = defineSource({
  vendor: 'GitHub',
  product: 'Code Security',
  docs: 'https://docs.github.com/en/webhooks/webhook-events-and-payloads',
  about: {
    name: 'GitHub code security',
    setup: [
      'In GitHub, open the organization (or one repository), Settings, Webhooks, and press "Add webhook".',
      'Payload URL: {url}. Content type: application/json. Secret: a long random text, the same as in GITHUB_HOOK_SECRET.',
      'Choose "Let me select individual events" and tick "Dependabot alerts", "Code scanning alerts", "Secret scanning alerts", ' +
        '"Secret scanning alert locations", "Repository advisories" and "Security and analyses"; untick "Pushes".',
      'Press "Add webhook". GitHub posts a ping at once: under "Recent Deliveries" it has a green tick.',
    ],
    auth: `{ hmac: { scheme: github, secret: "\${GITHUB_HOOK_SECRET}" } }`,
    arrives:
      'One event a request, signed in the header X-Hub-Signature-256, within seconds; the event’s name is in X-GitHub-Event.',
    becomes:
      'An alert an event, with the advisory, the rule or the type of secret as its type and the repository as its target. ' +
      'GitHub’s severity is taken; a leaked secret has none and is high, and critical when it still works or is public. That ' +
      'somebody was assigned is no new report. One alert number of a repository is one problem: fixed, resolved and ' +
      'dismissed as wrong close it, dismissed as accepted or ignored by a rule suppresses it, reopened opens it again. Pings and events of other kinds are not forwarded.',
    notes: [
      'GitHub never sends a failed delivery again by itself: after an outage press "Redeliver" under "Recent Deliveries", within three days.',
      'When scanning is switched off in a repository, or the webhook is deleted, an alert of kind gap says so.',
    ],
  },
  // Enterprise Cloud with data residency has hosts of its own; a server has the user's, which the configuration names.
  consoles: ['github.com', '*.ghe.com'],
  fields,
  read,
});
