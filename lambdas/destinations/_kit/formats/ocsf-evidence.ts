import { isIP } from 'node:net';
import type { Alert } from '../../../domain/alert.ts';
import { present, programOf } from './format.ts';

// The methods that OCSF's http_request knows; others stay in the operation.
const methods = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

/** `isIP` also takes zones (`fe80::1%eth0`), which make an address longer than OCSF allows. */
const isAddress = (text: string | undefined): text is string =>
  text !== undefined && isIP(text) > 0 && text.length <= 40;

function sourceEndpoint({ ip, country }: Alert['actor']) {
  if (ip === undefined || ip === '') return undefined;
  const location = country !== undefined && /^[A-Z]{2}$/.test(country) ? { country } : undefined;
  return present({ ...(isAddress(ip) ? { ip } : { name: ip }), location });
}

/** OCSF wants an id of a process, and the sender's own text is the only one there is. */
function processOf(text: string | undefined) {
  const program = programOf(text);
  if (program === undefined) return undefined;
  const { name, path, commandLine } = program;
  return present({ uid: text, name, path, cmd_line: commandLine });
}

const actorOf = ({ user, process }: Alert['actor']) =>
  present({ user: user === undefined || user === '' ? undefined : { name: user }, process: processOf(process) });

function urlOf(text: string | undefined) {
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  return url === null
    ? { url_string: text, path: text.replace(/[?#].*$/s, '') }
    : present({ url_string: text, hostname: url.hostname, path: url.pathname, scheme: url.protocol.replace(/:$/, '') });
}

function requestOf({ method, url }: Alert['target']) {
  const upper = method?.toUpperCase() ?? '';
  return present({ http_method: methods.has(upper) ? upper : undefined, url: urlOf(url) });
}

const operationOf = ({ method, url }: Alert['target']) =>
  method === undefined || method === '' ? undefined : { operation: [method, url].filter(Boolean).join(' ') };

function containerOf({ container, image, pod }: Alert['target']) {
  const name = container || pod;
  if (name === undefined || name === '') return undefined;
  return { name, ...(image === undefined || image === '' ? {} : { image: { uid: image } }) };
}

const fileOf = ({ kind, resource }: Alert['target']) =>
  kind === 'file' && resource !== undefined && resource !== ''
    ? { name: resource.slice(resource.lastIndexOf('/') + 1) || resource, path: resource, type_id: 0 }
    : undefined;

const destinationOf = ({ host }: Alert['target']) =>
  host === undefined || host === '' ? undefined : isAddress(host) ? { ip: host } : { hostname: host };

/** First who did what to what, then the sender's own evidence, piece by piece. */
export function evidencesOf({ actor, target, evidence }: Alert) {
  const scene = present({
    actor: actorOf(actor),
    src_endpoint: sourceEndpoint(actor),
    dst_endpoint: destinationOf(target),
    api: operationOf(target),
    url: urlOf(target.url),
    http_request: requestOf(target),
    container: containerOf(target),
    file: fileOf(target),
  });
  // An evidence needs one of the objects that its class lists; a container or a request alone is none of them.
  const anchored =
    scene === undefined || Object.keys(scene).some((key) => key !== 'container' && key !== 'http_request');
  return [
    ...(scene === undefined ? [] : [anchored ? scene : { ...scene, data: target }]),
    ...evidence.map(({ kind, ...data }) => present({ name: kind, data })),
  ];
}

/** The whole target, whatever its kind has fields for; its name is the most exact one given. */
export function resourcesOf({ target }: Alert) {
  const { resource, workload, pod, container, host, url, cluster, namespace, kind } = target;
  const name = [resource, workload, pod, container, host, url, cluster, kind].find(
    (text) => text !== undefined && text !== '',
  );
  return [present({ name: name ?? 'unknown', type: kind, namespace, hostname: host, data: target })];
}

/** What an analyst pivots on, with the type ids of the observable object. */
export function observablesOf({ actor, target }: Alert) {
  const rows = [
    [isAddress(actor.ip) ? actor.ip : undefined, 2, 'IP Address', 'evidences.src_endpoint.ip'],
    [actor.user, 4, 'User Name', 'evidences.actor.user.name'],
    [programOf(actor.process)?.name, 9, 'Process Name', 'evidences.actor.process.name'],
    [target.host, 1, 'Hostname', 'resources.hostname'],
    [target.url, 6, 'URL String', 'evidences.url.url_string'],
  ] as const;
  return rows
    .filter(([value]) => value !== undefined && value !== '')
    .map(([value, typeId, type, name]) => ({ name, type_id: typeId, type, value }));
}
