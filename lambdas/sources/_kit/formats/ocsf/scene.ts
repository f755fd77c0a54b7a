import type { Actor, Connection, Container, File, Process, Target } from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Dig } from '../../field-reader.ts';
import { addressIn, fileOf, isDomain, placed, programOf, takeIf } from '../../typed-places.ts';
import { isPrivateAddress, pidIn, portIn } from '../../typed-values.ts';
import { hashesAt } from './hashes.ts';

// https://schema.ocsf.io/1.8.0/objects/evidences, whose objects stand in some classes and in events at the top.

/** Places where an event tells of its surroundings, the nearest first. */
const places = ['', 'evidences.0.', 'evidences.1.', 'evidences.2.', 'device.'];
const at = (...names: readonly string[]): string[] => places.flatMap((place) => names.map((name) => place + name));

/** The first of several objects that is there; its fields belong together. */
const objectAt = (said: Dig, paths: readonly string[]): string | undefined =>
  paths.find((path) => said.value(path) !== undefined);

const programAt = (said: Dig, path: string): Process | undefined =>
  programOf({
    name: said.take(`${path}.name`, `${path}.file.name`),
    path: said.take(`${path}.file.path`, `${path}.path`),
    pid: pidIn(said, `${path}.pid`),
    commandLine: said.take(`${path}.cmdLine`),
    hashes: hashesAt(said, `${path}.file.hashes`),
  });

const processes = at('process', 'actor.process');

function processOf(said: Dig): Process | undefined {
  const path = objectAt(said, processes);
  if (path === undefined) return undefined;
  return placed({ ...programAt(said, path), parent: programAt(said, `${path}.parentProcess`) });
}

const actors = at('actor.user', 'user');
const inActor = (...names: readonly string[]): string[] =>
  actors.flatMap((user) => names.map((name) => `${user}.${name}`));

const srcIps = at('srcEndpoint.ip', 'actor.session.ip');
const srcPorts = at('srcEndpoint.port');
const userNames = [...inActor('name', 'uid'), ...at('process.user.name', 'actor.process.user.name')];

/** Who did it. */
export const actorOf = (said: Dig): Actor =>
  defined({
    ip: addressIn(said, ...srcIps, 'evidences.0.connectionInfo.srcIp'),
    port: portIn(said, ...srcPorts),
    country: said.take(...at('srcEndpoint.location.country')),
    user: said.take(...userNames) ?? said.text(...inActor('emailAddr')),
    email: said.take(...inActor('emailAddr')),
    userAgent: said.take(...at('httpRequest.userAgent')),
    process: processOf(said),
  });

const directions = new Map<string | undefined, 'inbound' | 'outbound' | 'lateral'>([
  ['1', 'inbound'],
  ['2', 'outbound'],
  ['3', 'lateral'],
  ['inbound', 'inbound'],
  ['outbound', 'outbound'],
  ['lateral', 'lateral'],
]);

const directionAt = (said: Dig, path: string) =>
  directions.get(said.text(`${path}connectionInfo.directionId`)) ??
  directions.get(said.text(`${path}connectionInfo.direction`)?.toLowerCase());

/** Of an event that tells no direction, an own address that reached a public one went out. */
function isOutward(said: Dig, path: string): boolean {
  const [source, far] = [said.text(...srcIps), said.text(`${path}dstEndpoint.ip`)];
  return isPrivateAddress(source ?? '') && far !== undefined && !isPrivateAddress(far);
}

interface Ends {
  readonly direction: 'inbound' | 'outbound' | 'lateral' | undefined;
  readonly place: string;
  /** Where the other end stands, when it is not who did it. */
  readonly far: string | undefined;
}

const isSaid = (said: Dig, path: string): boolean => said.value(`${path}connectionInfo`) !== undefined;
const withFarEnd = places.slice(0, -1);

/** The connection, and which end of it is far. */
function endsOf(said: Dig): Ends {
  const place =
    withFarEnd.find((path) => isSaid(said, path)) ??
    objectAt(said, at('dstEndpoint'))?.replace(/dstEndpoint$/, '') ??
    '';
  const direction = directionAt(said, place);
  if (direction === 'inbound') {
    const source = objectAt(said, at('srcEndpoint'));
    // A second source is the far end: the first is who did it.
    return { direction, place, far: source === `${place}srcEndpoint` ? undefined : `${place}srcEndpoint` };
  }
  const isFar = direction !== undefined || isOutward(said, place);
  return { direction, place, far: isFar ? `${place}dstEndpoint` : undefined };
}

export function connectionOf(said: Dig): Connection | undefined {
  const { direction, place, far } = endsOf(said);
  const remote =
    far === undefined
      ? undefined
      : placed({
          ip: addressIn(said, `${far}.ip`),
          port: portIn(said, `${far}.port`),
          domain: takeIf(said, isDomain, `${far}.domain`, `${far}.hostname`),
        });
  return placed({ direction, protocol: said.take(`${place}connectionInfo.protocolName`), remote });
}

const api = /^[A-Za-z]/;

const actingUsers = at('actor.user');
const affectedUsers = at('user.name', 'user.uid');

/** What it was done to, with the machine of the event before that of its endpoint. */
export function targetOf(said: Dig, kind: string | undefined): Target {
  const { far } = endsOf(said);
  const near = at('dstEndpoint').filter((path) => path !== far);
  const end = (name: string) => near.map((path) => `${path}.${name}`);
  const host = said.take('device.hostname', 'device.name', ...end('hostname'));
  return defined({
    kind: kind ?? (host === undefined ? 'resource' : 'host'),
    method:
      said.take(...at('httpRequest.httpMethod')) ?? takeIf(said, (text) => api.test(text), ...at('api.operation')),
    url: said.take(...at('httpRequest.url.urlString', 'url.urlString')),
    host,
    ip: addressIn(said, ...end('ip'), ...at('device.ip'), 'device.ip'),
    port: portIn(said, ...end('port')),
    domain: takeIf(said, isDomain, ...end('domain'), ...at('httpRequest.url.hostname', 'url.hostname')),
    user: objectAt(said, actingUsers) === undefined ? undefined : said.take(...affectedUsers),
  });
}

const containers = at('container');
const inContainer = (...names: readonly string[]): string[] =>
  containers.flatMap((path) => names.map((name) => `${path}.${name}`));

/** A tag stands beside the image's name. */
function imageOf(said: Dig): string | undefined {
  const name = said.take(...inContainer('image.name', 'image.uid'));
  const tag = said.text(...inContainer('image.tag'));
  if (name === undefined || tag === undefined || name.endsWith(`:${tag}`)) return name;
  said.take(...inContainer('image.tag'));
  return `${name}:${tag}`;
}

export const containerOf = (said: Dig): Container | undefined =>
  placed({ id: said.take(...inContainer('uid', 'id')), name: said.take(...inContainer('name')), image: imageOf(said) });

/** The file that was touched. */
export function touchedFile(said: Dig): File | undefined {
  const path = objectAt(said, at('file', 'malware.0.files.0', 'fileResult'));
  return path === undefined
    ? undefined
    : fileOf(said.take(`${path}.path`), hashesAt(said, `${path}.hashes`), said.take(`${path}.name`));
}
