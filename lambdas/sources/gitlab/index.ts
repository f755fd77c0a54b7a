import type { Detection, DraftTarget } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields, textOf } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { noAlert } from '../_kit/non-alert.ts';

const at = 'object_attributes';
const place = `${at}.location`;
const under = (name: string): string => `${at}.${name}`;

/** https://docs.gitlab.com/user/application_security/vulnerabilities/#vulnerability-status-values */
const isOver = (state: string | undefined): boolean => /^(?:resolved|dismissed)$/i.test(state ?? '');

/** The shapes of `location` of the report types: files, images, running workloads, addresses. */
const targetOf = (said: Dig): DraftTarget =>
  defined({
    kind: said.value(`${place}.image`) === undefined ? 'project' : 'image',
    method: said.take(`${place}.method`, `${place}.request.method`),
    url: said.take(`${place}.path`),
    host: said.take(`${place}.hostname`, `${place}.host`),
    cluster: said.take(`${place}.kubernetes_resource.cluster_id`, `${place}.kubernetes_resource.agent_id`),
    namespace: said.take(`${place}.kubernetes_resource.namespace`),
    workload: said.take(`${place}.kubernetes_resource.name`),
    container: said.take(`${place}.kubernetes_resource.container_name`),
    image: said.take(`${place}.image`),
    resource: said.text('project.path_with_namespace') ?? projectIn(said.text(`${at}.url`)),
  });

/** `group/project` of `https://gitlab.example.com/group/project/-/security/vulnerabilities/1`. */
const projectIn = (url: string | undefined): string | undefined => /^https?:\/\/[^/]+\/(.+?)\/-\//.exec(url ?? '')?.[1];

function whereOf(said: Dig, target: DraftTarget): string {
  const file = joined([said.text(`${place}.file`), said.text(`${place}.start_line`)], ':');
  const library = joined([said.text(`${place}.dependency.package.name`), said.text(`${place}.dependency.version`)]);
  const running = joined([target.namespace, target.workload], '/');
  const address = joined([target.method, joined([target.host, target.url], '')]);
  return joined([library, target.image, running, address, file], ', ');
}

/** The vulnerability’s CVE, else the first identifier that its scanner gave. */
function typeOf(said: Dig): string {
  const names = said.list(`${at}.identifiers`).flatMap((item) => {
    const each = dig(item);
    const name = each.text('name', 'external_id', 'value');
    return name === undefined ? [] : [{ name, isCve: /^cve$/i.test(each.text('external_type') ?? '') }];
  });
  return (names.find(({ isCve }) => isCve) ?? names[0])?.name ?? said.text(`${at}.report_type`) ?? 'vulnerability';
}

/** Without a link, what and where it is. */
const problemOf = (said: Dig, type: string, where: string): string[] => {
  const url = said.text(`${at}.url`);
  const id = said.text(`${at}.id`);
  const project = said.text(`${at}.project_id`, 'project.id') ?? '';
  return [url ?? (id === undefined ? joined([project, type, said.text(`${at}.title`), where]) : `${project} ${id}`)];
};

/** An issue that is linked to it is told of too. */
const issuesOf = (said: Dig): string[] =>
  said
    .list(`${at}.issues`)
    .flatMap((item) => (isFields(item) ? (textOf(item['url']) ?? []) : []))
    .sort();

const ends = [`${at}.resolved_at`, `${at}.dismissed_at`];
const changes = [`${at}.updated_at`, `${at}.confirmed_at`, `${at}.created_at`];

function toDetection(said: Dig, payload: Fields, received: Received): Detection {
  const state = said.take(`${at}.state`);
  const occurredAt = timeIn(said, ...(isOver(state) ? [...ends, ...changes] : changes));
  const target = targetOf(said);
  const [type, where] = [typeOf(said), whereOf(said, target)];
  const named = said.text(`${at}.title`, `${at}.name`) ?? type;
  const told = state === undefined || state === 'detected' ? '' : `, ${state}`;
  const problem = problemOf(said, type, where);
  return detected(
    {
      identity: [
        ...problem,
        state ?? '',
        said.text(`${at}.updated_at`) ?? occurredAt ?? received.receivedAt.slice(0, 10),
        ...issuesOf(said),
      ],
      problem: [exactly(...problem)],
      record: payload,
      type,
      title: `${joined([named, where], ': ')}${target.resource === undefined ? '' : ` in ${target.resource}`}${told}`,
      description: said.take(`${at}.description`) ?? said.take(`${at}.title`),
      ...severityIn(said, [`${at}.severity`], 'medium'),
      state: isOver(state) ? 'resolved' : 'open',
      occurredAt,
      target,
      labels: {
        reportType: said.take(`${at}.report_type`),
        state,
        confidence: said.take(`${at}.confidence`),
        project: said.text('project.path_with_namespace', `${at}.project_id`),
      },
      facts: factsBut(payload, said),
      url: linkIn(said, `${at}.url`),
    },
    received,
  );
}

function read(payload: unknown, received: Received): Reading {
  const said = dig(payload);
  const kind = said.text('object_kind', 'event_type', 'event_name');
  const isVulnerability = kind === 'vulnerability' || said.text(`${at}.report_type`) !== undefined;
  const isMeant = isVulnerability || received.headers['x-gitlab-event'] === 'Vulnerability Hook';
  if (isFields(payload) && isMeant && isFields(said.value(at)))
    return { kind: 'alerts', detections: [toDetection(said, payload, received)] };
  if (kind !== undefined && !isMeant) return { kind: 'ignored', reason: 'other-event' };
  return noAlert(payload, 'no GitLab vulnerability in it');
}

/** GitLab: the vulnerability events of a project or group webhook. */
export const gitlab = defineSource({
  vendor: 'GitLab',
  product: 'Application Security',
  docs: 'https://docs.gitlab.com/user/project/integrations/webhook_events/#vulnerability-events',
  about: {
    name: 'GitLab vulnerabilities',
    setup: [
      'In GitLab, open the project (or the group), Settings, Webhooks, and press "Add new webhook".',
      'URL: {url}. Secret token: a long random text, the same as in GITLAB_HOOK_TOKEN.',
      'Under "Trigger" tick "Vulnerability events" alone, and leave SSL verification enabled.',
      'Press "Add webhook".',
    ],
    auth: `{ header: { name: X-Gitlab-Token, value: "\${GITLAB_HOOK_TOKEN}" } }`,
    arrives:
      'One event a request, when a vulnerability is found on the default branch, changes its status, or is linked to an issue.',
    becomes:
      'An alert an event, with the CVE (or the scanner’s first identifier) as its type and the file, library, image or address ' +
      'in the title. GitLab’s severity is taken; `unknown` becomes medium. One vulnerability is one problem, which resolved ' +
      'and dismissed close and detected again opens.',
    notes: [
      'GitLab turns a webhook off that fails four times in a row, first for a minute and then longer, and for good after forty failures: look at Settings, Webhooks after an outage.',
      'Events of other kinds are accepted and not forwarded.',
    ],
  },
  fields: [
    ...['object_kind', 'event_type', 'project', 'user'],
    ...['url', 'title', 'name', 'description', 'state', 'project_id', 'id', 'location', 'cvss'].map(under),
    ...['severity', 'severity_overridden', 'confidence', 'confidence_overridden', 'report_type'].map(under),
    ...['identifiers', 'issues', 'created_at', 'updated_at', 'confirmed_at', 'confirmed_by_id'].map(under),
    ...['dismissed_at', 'dismissed_by_id', 'resolved_at', 'resolved_by_id', 'auto_resolved'].map(under),
    ...['resolved_on_default_branch', 'present_on_default_branch'].map(under),
  ],
  read,
});
