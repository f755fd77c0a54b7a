import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields, textOf } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { momentIn, type Placed } from '../_kit/typed-places.ts';
import { at, identifiersOf, place, placesOf, projectOf } from './places.ts';

const under = (name: string): string => `${at}.${name}`;

/** Reasons to dismiss after which the vulnerability is still there. */
const accepted = /^(?:acceptable_risk|mitigating_control|used_in_tests)$/;

type Standing = 'new' | 'in_progress' | 'suppressed' | 'resolved';

/** https://docs.gitlab.com/user/application_security/vulnerabilities/#vulnerability-status-values */
function standingOf(said: Dig): Standing {
  const state = said.text(`${at}.state`)?.toLowerCase();
  if (state === 'dismissed')
    return accepted.test(said.text(`${at}.dismissal_reason`) ?? '') ? 'suppressed' : 'resolved';
  return state === 'resolved' ? 'resolved' : state === 'confirmed' ? 'in_progress' : 'new';
}

function whereOf(said: Dig, { target, container, kubernetes }: Placed): string {
  const file = joined([said.text(`${place}.file`), said.text(`${place}.start_line`)], ':');
  const library = joined([said.text(`${place}.dependency.package.name`), said.text(`${place}.dependency.version`)]);
  const running = joined([kubernetes?.namespace, kubernetes?.workload], '/');
  const address = joined([target.method, target.url]);
  return joined([library, container?.image, running, address, file], ', ');
}

/** The vulnerability’s CVE, else the first identifier that its scanner gave. */
function typeOf(said: Dig): string {
  const names = identifiersOf(said);
  return (names.find(({ isCve }) => isCve) ?? names[0])?.name ?? said.text(`${at}.report_type`) ?? 'vulnerability';
}

function titleOf(said: Dig, type: string, where: string, state: string | undefined): string {
  const project = projectOf(said);
  const named = said.text(`${at}.title`, `${at}.name`) ?? type;
  const told = state === undefined || state === 'detected' ? '' : `, ${state}`;
  return `${joined([named, where], ': ')}${project === undefined ? '' : ` in ${project}`}${told}`;
}

/** The title is the rule's name unless the package stands in it: `CVE-2026-1111 in openssl`. */
function ruleOf(said: Dig): Detection['rule'] {
  const title = said.text(`${at}.title`, `${at}.name`);
  const library = said.text(`${place}.dependency.package.name`);
  const name = library !== undefined && title?.includes(library) === true ? undefined : title;
  return defined({ name, category: said.text(`${at}.report_type`) });
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

/** What GitLab tracks is known by its page. */
const findingOf = (said: Dig, standing: Standing): Detection['finding'] =>
  defined({
    vendorUid: said.text(`${at}.url`) ?? said.text(`${at}.id`),
    firstSeenAt: momentIn(said, `${at}.created_at`),
    lastSeenAt: momentIn(said, `${at}.updated_at`),
    status: standing,
  });

function toDetection(said: Dig, payload: Fields, received: Received): Detection {
  const [state, standing] = [said.take(`${at}.state`), standingOf(said)];
  const isOver = standing === 'resolved' || standing === 'suppressed';
  const occurredAt = timeIn(said, ...(isOver ? [...ends, ...changes] : changes));
  const [places, rule] = [placesOf(said), ruleOf(said)];
  const [type, where] = [typeOf(said), whereOf(said, places)];
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
      class: said.text(`${at}.report_type`) === 'secret_detection' ? 'exposure' : 'vulnerability',
      finding: findingOf(said, standing),
      type,
      rule,
      title: titleOf(said, type, where, state),
      description: said.take(`${at}.description`) ?? said.take(`${at}.title`),
      ...severityIn(said, [`${at}.severity`], 'medium'),
      state: standing === 'resolved' ? 'resolved' : 'open',
      occurredAt,
      ...places,
      labels: {
        reportType: said.take(`${at}.report_type`),
        state,
        confidence: said.take(`${at}.confidence`),
        project: said.text('project.path_with_namespace') ?? said.take(`${at}.project_id`),
      },
      url: linkIn(said, `${at}.url`),
      facts: factsBut(payload, said),
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
      'and dismissed close, dismissed as accepted suppresses and detected again opens.',
    notes: [
      'GitLab turns a webhook off that fails four times in a row, first for a minute and then longer, and for good after forty failures: look at Settings, Webhooks after an outage.',
      'Events of other kinds are accepted and not forwarded.',
    ],
  },
  consoles: ['gitlab.com'],
  fields: [
    ...['object_kind', 'event_type', 'project', 'user'],
    ...['url', 'title', 'name', 'description', 'state', 'project_id', 'id', 'location', 'cvss'].map(under),
    ...['severity', 'severity_overridden', 'confidence', 'confidence_overridden', 'report_type'].map(under),
    ...['identifiers', 'issues', 'created_at', 'updated_at', 'confirmed_at', 'confirmed_by_id'].map(under),
    ...['dismissed_at', 'dismissed_by_id', 'dismissal_reason', 'resolved_at', 'resolved_by_id', 'auto_resolved'].map(
      under,
    ),
    ...['resolved_on_default_branch', 'present_on_default_branch'].map(under),
  ],
  read,
});
