import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { inTurns } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { defined, type Fields, factsBut, isFields, mergeFacts, saysNothing } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf } from '../_kit/field-reader.ts';
import { unreadableItem } from '../_kit/items.ts';
import { isProbe } from '../_kit/test-payload.ts';
import { momentIn } from '../_kit/typed-places.ts';
import { scoreIn } from '../_kit/typed-values.ts';
import { placesOf } from './places.ts';

// https://docs.snyk.io/snyk-api/using-specific-snyk-apis/webhooks-apis/webhooks

const LISTS = { newIssues: 'open', removedIssues: 'resolved' } as const;

type ListName = keyof typeof LISTS;

const idOf = (issue: Dig): string | undefined => issue.text('id', 'issueData.id');

/** What tells two snapshots of a project apart: when it was tested, else the delivery. */
const snapshotOf = (project: Dig, { headers }: Received): string =>
  toTime(headers['x-snyk-timestamp']) ?? project.text('project.lastTestedDate') ?? headers['x-snyk-transport-id'] ?? '';

const packageOf = (issue: Dig): string | undefined => {
  const name = issue.text('pkgName', 'issueData.package', 'issueData.pkgName');
  const versions = issue.text('pkgVersions', 'issueData.version');
  return name === undefined ? undefined : joined([name, versions], '@');
};

function titleOf(issue: Dig, snapshot: Dig, state: Detection['state']): string {
  const title = issue.text('issueData.title', 'title') ?? idOf(issue) ?? 'Snyk issue';
  const cve = issue.text('issueData.identifiers.CVE', 'identifiers.CVE');
  const found = packageOf(issue);
  const project = snapshot.text('project.name');
  const what = joined([
    `${title}${cve === undefined ? '' : ` (${cve})`}`,
    found === undefined ? undefined : `in ${found}`,
    project === undefined ? undefined : `of ${project}`,
  ]);
  return state === 'resolved' ? `${what}, no longer found` : what;
}

const labelsOf = (issue: Dig, snapshot: Dig) => ({
  ...Object.fromEntries(pairsOf(snapshot.value('project.tags'))),
  issueType: issue.take('issueType'),
  project: snapshot.take('project.name'),
  origin: snapshot.take('project.origin'),
  projectType: snapshot.take('project.type'),
  environment: snapshot.take('project.attributes.environment'),
  org: snapshot.take('org.name'),
  group: snapshot.take('group.name'),
  ignored: issue.take('isIgnored'),
  cve: issue.take('issueData.identifiers.CVE'),
});

function remediationOf(issue: Dig): Pick<Detection, 'remediation'> {
  const fixed = issue.text('fixInfo.fixedIn', 'fixInfo.nearestFixedInVersion', 'issueData.fixedIn');
  if (fixed === undefined) return {};
  return { remediation: { steps: [{ text: `Fixed in ${fixed}.` }] } };
}

/** An issue within a project; one that somebody ignores is still there. */
const findingOf = (issue: Dig, snapshot: Dig, vendorUid: string | undefined, state: Detection['state']) =>
  defined({
    vendorUid,
    lastSeenAt: state === 'open' ? momentIn(snapshot, 'project.lastTestedDate') : undefined,
    status: issue.text('isIgnored') === 'true' ? ('suppressed' as const) : undefined,
  });

function ruleOf(issue: Dig, id: string): Pick<Detection, 'type' | 'rule'> {
  for (const path of ['id', 'issueData.id']) if (issue.text(path) === id) issue.take(path);
  return { type: id === '' ? 'Snyk issue' : id, rule: defined({ name: issue.take('issueData.title', 'title') }) };
}

/** Snyk's priority counts to 1,000: the number that it writes stays among the facts. */
const scoreOf = ({ text }: Dig): number | undefined =>
  scoreIn({ text, take: text }, ['priorityScore', 'priority.score'], 1000);

function toDetection(record: Fields, list: ListName, around: Fields, received: Received): Detection {
  const [issue, snapshot] = [dig(record), dig(around)];
  const state = LISTS[list];
  const project = snapshot.text('project.id', 'project.name') ?? '';
  const id = idOf(issue) ?? issue.text('issueData.title', 'title') ?? '';
  const found = packageOf(issue) ?? '';
  const name = issue.text('pkgName', 'issueData.package');
  const title = titleOf(issue, snapshot, state);
  const remediation = remediationOf(issue);
  return detected(
    {
      identity: [state, project, id, found, snapshotOf(snapshot, received)],
      problem: ['issue', exactly(project, id), name ?? ''],
      record,
      class: /^(?:license|config)/.test(issue.text('issueType') ?? '') ? 'compliance' : 'vulnerability',
      finding: findingOf(issue, snapshot, id === '' ? undefined : joined([project, id, name], '/'), state),
      ...ruleOf(issue, id),
      title,
      description: issue.take('issueData.description', 'description'),
      ...severityIn(issue, ['issueData.severity', 'severity'], 'medium'),
      state,
      occurredAt: toTime(received.headers['x-snyk-timestamp']) ?? timeIn(snapshot, 'project.lastTestedDate'),
      ...placesOf(issue, snapshot),
      riskScore: scoreOf(issue),
      ...remediation,
      labels: labelsOf(issue, snapshot),
      url: linkIn(snapshot, 'project.browseUrl') ?? linkIn(issue, 'issueData.url', 'url'),
      facts: mergeFacts(factsBut(record, issue), factsBut(around, snapshot)),
    },
    received,
  );
}

interface Issue {
  readonly list: ListName;
  readonly item: unknown;
}

const issuesOf = (snapshot: Fields): Issue[] =>
  (Object.keys(LISTS) as ListName[]).flatMap((list) => {
    const items = Array.isArray(snapshot[list]) ? snapshot[list] : [snapshot[list]];
    return items.map((item) => ({ list, item }));
  });

function issuesIn(snapshot: Fields, received: Received): Later<Detection[]> {
  const { newIssues: _, removedIssues: __, ...around } = snapshot;
  const read = ({ list, item }: Issue): readonly Detection[] => {
    if (saysNothing(item)) return [];
    if (isFields(item)) return [toDetection(item, list, around, received)];
    return [unreadableItem(`no issue in ${list}`, { ...around, item })];
  };
  return after(inTurns(issuesOf(snapshot), read, received.pause), (found) => found.flat());
}

const isSnapshot = (fields: Fields): boolean => Object.keys(LISTS).some((list) => list in fields);

function readSnapshot(payload: unknown, received: Received): Later<Reading> {
  if (isFields(payload) && isSnapshot(payload)) {
    return after(issuesIn(payload, received), (detections) =>
      detections.length === 0 ? { kind: 'ignored', reason: 'snapshot' } : { kind: 'alerts', detections },
    );
  }
  if (saysNothing(payload)) return { kind: 'empty' };
  return isProbe(payload) ? { kind: 'ignored', reason: 'test' } : { kind: 'unreadable', reason: 'no Snyk issue in it' };
}

const isPing = (payload: unknown, { headers }: Received): boolean => {
  if (/^ping\b/i.test(headers['x-snyk-event'] ?? '')) return true;
  return isFields(payload) && Object.keys(payload).length === 1 && dig(payload).text('webhookId') !== undefined;
};

/** Snyk: issues that a test of a project found or no longer found, by its webhooks. */
export const snyk = defineSource({
  vendor: 'Snyk',
  product: 'Snyk',
  docs: 'https://docs.snyk.io/snyk-api/using-specific-snyk-apis/webhooks-apis/webhooks',
  about: {
    name: 'Snyk',
    setup: [
      'Snyk has no page for webhooks: they are made by its API. In Snyk, open Account settings, and copy your API token; in the organization’s Settings, copy the organization ID.',
      'Make a secret of 32 random bytes: `openssl rand -hex 32`.',
      'Run `curl -X POST https://api.snyk.io/v1/org/<organization id>/webhooks -H "Authorization: token <API token>" -H "Content-Type: application/json" -d \'{"url": "<url>", "secret": "<secret>"}\'`, where `<url>` is {url}.',
      'Snyk posts a ping at once; see it under the source in Tocsin.',
    ],
    auth: `{ hmac: { scheme: snyk, secret: "\${SNYK_HOOK_SECRET}" } }`,
    arrives:
      'A snapshot of a project after every test of it, with the issues that are new and those that are gone; most have neither.',
    becomes:
      'An alert for each new issue, with its id as its type, and the package, the project and its severity. The same issue in ' +
      'the same project is one problem; that it was removed resolves it, one that is ignored is suppressed. A snapshot without issues is ignored.',
    notes: [
      'The first import of a project sends nothing: no webhook reports what is in it then.',
      'Snyk sends for open source and container projects only, and calls its webhooks a beta: their shape may change.',
    ],
  },
  consoles: ['*.snyk.io'],
  fields: [
    'project.*',
    'org.*',
    'group.*',
    ...['newIssues', 'removedIssues'].flatMap((list) =>
      [
        'id',
        'issueType',
        'pkgName',
        'pkgVersions',
        'priorityScore',
        'priority.*',
        'isPatched',
        'isIgnored',
        'fixInfo.*',
        'issueData.*',
        'links.*',
        'introducedThrough[].*',
        'ignoreReasons[].*',
      ].map((name) => `${list}[].${name}`),
    ),
  ],
  read: (payload, received) =>
    isPing(payload, received) ? { kind: 'ignored', reason: 'ping' } : readSnapshot(payload, received),
});
