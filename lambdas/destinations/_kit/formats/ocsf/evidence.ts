import type { Alert } from '../../../../domain/alert.ts';
import { isAddress, portIn } from '../_kit/bounds.ts';
import { present } from '../_kit/format.ts';
import { containerOf, endpointOf, fileOf, processOf, urlOf, userOf } from './objects.ts';

// https://schema.ocsf.io/1.8.0/objects/evidences

/** The methods that OCSF's http_request knows; others are the operation of an API. */
const methods = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

/** An evidence must have one of the objects that its constraint lists: these are none of them. */
const notAlone = new Set(['container', 'http_request']);

const directions = { inbound: [1, 'Inbound'], outbound: [2, 'Outbound'], lateral: [3, 'Lateral'] } as const;

const actorOf = ({ id, actor }: Alert) =>
  present({ user: userOf(actor.user, actor.email), process: processOf(actor.process, `${id}/process`) });

/** The service that was called, by the id of the resource where it has no name; a machine alone is a device. */
function serviceOf({ target: { host, ip, port, domain }, cloud }: Alert) {
  const isService = portIn(port) !== undefined || Boolean(domain);
  const uid = ip || host || domain ? undefined : cloud?.resource?.uid;
  return isService ? endpointOf({ ip, port, hostname: domain || host, uid }) : undefined;
}

/** A device has one address; that under which others see it is one of an interface. */
function deviceOf({ host, ip, publicIp }: Alert['target']) {
  const known = endpointOf({ ip, hostname: host });
  if (known === undefined) return undefined;
  const interfaces = isAddress(publicIp) ? [{ ip: publicIp }] : undefined;
  return present({ ...known, type_id: 0, type: 'Unknown', network_interfaces: interfaces });
}

/** Of a leaked secret it is the file that holds it. */
function touchedFile({ file, code, class: about }: Alert) {
  if (file !== undefined) return fileOf(file);
  return about === 'exposure' && code?.path ? fileOf({ path: code.path }) : undefined;
}

/** What is known of a connection besides its ends. */
function connectionInfo({ connection }: Alert) {
  if (connection === undefined) return undefined;
  const { direction, protocol } = connection;
  const [id, name] = direction === undefined ? ([0, 'Unknown'] as const) : directions[direction];
  return present({ direction_id: id, direction: name, protocol_name: protocol });
}

const remoteOf = ({ connection }: Alert) =>
  connection?.remote === undefined
    ? undefined
    : endpointOf({ ...connection.remote, hostname: connection.remote.domain });

/** Who did what to what, and over which connection where its other end is not another one. */
export function sceneOf(alert: Alert): Record<string, unknown> | undefined {
  const { actor, target } = alert;
  const method = target.method?.toUpperCase();
  const isKnown = method !== undefined && methods.has(method);
  return present({
    actor: actorOf(alert),
    src_endpoint: endpointOf({ ip: actor.ip, port: actor.port, country: actor.country }),
    dst_endpoint: serviceOf(alert),
    connection_info: remoteOf(alert) === undefined ? connectionInfo(alert) : undefined,
    device: deviceOf(target),
    user: userOf(target.user),
    file: touchedFile(alert),
    url: urlOf(target.url),
    http_request: present({ http_method: isKnown ? method : undefined, user_agent: actor.userAgent }),
    api: target.method && !isKnown ? { operation: target.method } : undefined,
    container: containerOf(alert),
  });
}

/** The other end: where the connection came from when it is inbound, else where it went to. */
function connectionOf(alert: Alert) {
  const end = remoteOf(alert);
  if (end === undefined) return undefined;
  const side = alert.connection?.direction === 'inbound' ? 'src_endpoint' : 'dst_endpoint';
  return { name: 'connection', connection_info: connectionInfo(alert), [side]: end };
}

const anchored = (scene: Record<string, unknown>, { target }: Alert) =>
  Object.keys(scene).some((key) => !notAlone.has(key)) ? scene : { ...scene, data: { kind: target.kind } };

/** First who did what to what, then the connection, then the sender's own evidence, piece by piece. */
export function evidencesOf(alert: Alert, scene: Record<string, unknown> | undefined) {
  const connection = connectionOf(alert);
  return [
    ...(scene === undefined ? [] : [anchored(scene, alert)]),
    ...(connection === undefined ? [] : [connection]),
    ...alert.evidence.map(({ kind, ...data }) => present({ name: kind, data })),
  ];
}
