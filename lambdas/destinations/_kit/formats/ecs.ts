import { isIP } from 'node:net';
import type { Alert, AlertAction, Severity } from '../../../domain/alert.ts';
import { httpUrl, truncate, visible } from '../../../domain/values/text.ts';
import type { Attempt } from '../define-destination.ts';
import { tocsinOf } from './ecs-tocsin.ts';
import { type Format, isTechnique, jsonOf, occurredMillis, present, programOf, techniquePage } from './format.ts';

// https://www.elastic.co/docs/reference/ecs: the newest released version; only fields that it defines are sent.
const ECS_VERSION = '9.4.0';
/** `ignore_above` of ECS keywords: what is longer is stored but not found. */
const KEYWORD_MAX = 1024;
const URL_MAX = 2083;

/** The numbers that Elastic Security gives its own severities; 0 for what it has no word for. */
const severityNumbers: Readonly<Record<Severity, number>> = { info: 0, low: 21, medium: 47, high: 73, critical: 99 };

const types: Readonly<Record<AlertAction, readonly string[]>> = {
  blocked: ['denied'],
  allowed: ['allowed'],
  observed: ['info'],
  unknown: ['info'],
};

/** From the actor's side: what was blocked failed. */
const outcomes: Readonly<Record<AlertAction, string>> = {
  blocked: 'failure',
  allowed: 'success',
  observed: 'unknown',
  unknown: 'unknown',
};

const keyword = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : truncate(visible(text).trim(), KEYWORD_MAX);

const keywords = (texts: readonly (string | undefined)[]): string[] => [
  ...new Set(texts.map((text) => keyword(text) ?? '').filter((text) => text !== '')),
];

const isAddress = (text: string | undefined): text is string =>
  text !== undefined && isIP(text) > 0 && !text.includes('%');

/** Apps make a link of it: only what is safe as one, and only whole. */
function eventUrl({ url }: Alert): string | undefined {
  const safe = httpUrl(url);
  return safe === undefined || safe.length > URL_MAX ? undefined : safe;
}

const eventOf = (alert: Alert) =>
  present({
    kind: 'alert',
    category: alert.kind === 'detection' ? ['intrusion_detection'] : [],
    type: alert.kind === 'detection' ? types[alert.action] : ['info'],
    outcome: alert.kind === 'detection' ? outcomes[alert.action] : undefined,
    action: alert.action,
    id: keyword(alert.id),
    code: keyword(alert.type),
    severity: severityNumbers[alert.severity],
    module: 'tocsin',
    dataset: 'tocsin.alert',
    provider: keyword(alert.source),
    created: Number.isNaN(Date.parse(alert.receivedAt)) ? undefined : new Date(alert.receivedAt).toISOString(),
    url: eventUrl(alert),
    original: JSON.stringify(alert),
  });

function sourceOf({ ip, country }: Alert['actor']) {
  const isCode = country !== undefined && /^[A-Z]{2}$/.test(country);
  return present({
    address: keyword(ip),
    ip: isAddress(ip) ? ip : undefined,
    geo: present(isCode ? { country_iso_code: country } : { country_name: keyword(country) }),
  });
}

function processOf(text: string | undefined) {
  const program = programOf(text);
  if (program === undefined) return undefined;
  const { name, path, commandLine } = program;
  return present({ name: keyword(name), executable: keyword(path), command_line: commandLine });
}

function urlOf(text: string | undefined) {
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  if (url === null) return present({ original: text, path: text.replace(/[?#].*$/s, '') });
  return present({
    original: text,
    full: url.href,
    scheme: keyword(url.protocol.replace(/:$/, '')),
    domain: keyword(url.hostname),
    path: url.pathname,
    query: truncate(url.search.slice(1), URL_MAX),
  });
}

function imageOf(image: string | undefined) {
  const [, name = image, tag] = /^([^@]+?)(?::([\w.-]+))?(?:@.*)?$/.exec(image ?? '') ?? [];
  return present({ name: keyword(name), tag: keywords([tag]) });
}

function orchestratorOf({ cluster, namespace, workload, pod }: Alert['target']) {
  const isKubernetes = [cluster, namespace, workload, pod].some((part) => part !== undefined && part !== '');
  if (!isKubernetes) return undefined;
  const podName = keyword(pod);
  return present({
    type: 'kubernetes',
    cluster: present({ name: keyword(cluster) }),
    namespace: keyword(namespace),
    resource: present({
      name: podName || keyword(workload),
      type: podName ? 'pod' : workload ? 'workload' : undefined,
    }),
  });
}

const described = (list: Alert['attack']) => ({
  id: keywords(list.map(({ technique }) => technique)),
  name: keywords(list.map(({ name }) => name)),
  reference: keywords(list.map(({ technique }) => techniquePage(technique))),
});

function threatOf({ attack }: Alert) {
  const known = attack.filter(({ technique }) => isTechnique(technique));
  if (known.length === 0) return undefined;
  const parts = known.filter(({ technique }) => technique.includes('.'));
  const parents = parts.map(({ technique }) => ({ technique: technique.slice(0, technique.indexOf('.')) }));
  const whole = known.filter(({ technique }) => !technique.includes('.'));
  const subtechnique = parts.length === 0 ? undefined : present(described(parts));
  return { framework: 'MITRE ATT&CK', technique: present({ ...described([...whole, ...parents]), subtechnique }) };
}

const relatedOf = ({ actor, target }: Alert) =>
  present({
    ip: [...new Set([actor.ip, target.host].filter(isAddress))],
    user: keywords([actor.user]),
    hosts: keywords([target.host]),
  });

const tagsOf = ({ kind }: Alert, { possibleDuplicate, isReduced }: Attempt): string[] => [
  'tocsin',
  kind,
  ...(possibleDuplicate ? ['possible_duplicate'] : []),
  ...(isReduced ? ['without_labels_and_facts'] : []),
];

/**
 * An Elastic Common Schema document. Names that senders invent stand only in `tocsin.labels` and `tocsin.facts`, which an
 * index holds as one field each; the whole alert is in `event.original`, so nothing is lost by that.
 */
export const ecs: Format = (alert, attempt) => {
  const { actor, target } = alert;
  return jsonOf(
    present({
      '@timestamp': new Date(occurredMillis(alert)).toISOString(),
      ecs: { version: ECS_VERSION },
      message: [alert.title, alert.description].filter((text) => text !== '').join('\n'),
      event: eventOf(alert),
      log: { level: alert.severity },
      observer: present({ vendor: keyword(alert.vendor), product: keyword(alert.product) }),
      rule: present({ id: keyword(alert.type), name: keyword(alert.title), description: keyword(alert.description) }),
      threat: threatOf(alert),
      source: sourceOf(actor),
      user: present({ name: keyword(actor.user) }),
      process: processOf(actor.process),
      http: present({ request: present({ method: keyword(target.method) }) }),
      url: urlOf(target.url),
      host: present({ name: keyword(target.host) }),
      orchestrator: orchestratorOf(target),
      container: present({ name: keyword(target.container), image: imageOf(target.image) }),
      file: target.kind === 'file' ? present({ path: keyword(target.resource) }) : undefined,
      related: relatedOf(alert),
      tocsin: tocsinOf(attempt.isReduced ? { ...alert, labels: {}, facts: {} } : alert),
      tags: tagsOf(alert, attempt),
    }),
  );
};
