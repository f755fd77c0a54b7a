import type { Alert } from '../../domain/alert.ts';
import type { Hashes, Process } from '../../domain/places.ts';
import { httpUrl, visible } from '../../domain/values/text.ts';
import { isAddress } from '../_kit/formats/_kit/bounds.ts';
import { type Endpoint, endpointsOf } from '../_kit/formats/_kit/endpoints.ts';
import { present } from '../_kit/formats/_kit/format.ts';
import { withService } from '../_kit/formats/_kit/service.ts';
import type { Places } from '../_kit/formats/place-texts.ts';
import { isPid, isPort } from '../_kit/formats/typed-values.ts';
import { resourceOf } from './udm-resources.ts';

/** The nouns of a UDM event: https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list#noun */

type Noun = Record<string, unknown> | undefined;

/** Text that Google's parser takes: it refuses a whole request for half of a surrogate pair. */
export const plain = (text: string | undefined): string | undefined => {
  const shown = visible(text ?? '').trim();
  return shown === '' ? undefined : shown;
};

const firstOf = (places: Places, paths: readonly string[]): string | undefined => plain(places.first(paths));

/** A machine by its address, its name, and the port that took part. What is no address counts as a name. */
function machineOf(places: Places, { ip, port, names, translated }: Endpoint) {
  const address = places.first([ip, ...names], isAddress);
  const publicIp = address === undefined ? undefined : places.first(translated, isAddress);
  const hostname = firstOf(places, address === undefined ? [ip, ...names] : names);
  return present({
    ip: address === undefined ? undefined : [address],
    natIp: publicIp === undefined ? undefined : [publicIp],
    hostname,
    port: places.number(port, isPort),
  });
}

/** UDM has no field for SHA-512. */
const digests: Readonly<Record<Exclude<keyof Hashes, 'sha512'>, RegExp>> = {
  sha256: /^[0-9a-f]{64}$/,
  sha1: /^[0-9a-f]{40}$/,
  md5: /^[0-9a-f]{32}$/,
};

function fileAt(places: Places, path: string) {
  const hashOf = (kind: keyof typeof digests) =>
    places.text(`${path}.hashes.${kind}`, (text) => digests[kind].test(text));
  const name = firstOf(places, [`${path}.name`]);
  return present({
    fullPath: firstOf(places, [`${path}.path`]),
    names: name === undefined ? undefined : [name],
    sha256: hashOf('sha256'),
    sha1: hashOf('sha1'),
    md5: hashOf('md5'),
  });
}

function processAt(places: Places, path: string): Record<string, unknown> | undefined {
  const pid = places.number(`${path}.pid`, isPid);
  return present({
    pid: pid === undefined ? undefined : String(pid),
    commandLine: firstOf(places, [`${path}.commandLine`]),
    file: fileAt(places, path),
  });
}

function processOf(places: Places, process: Process | undefined) {
  if (process === undefined) return undefined;
  const parent = process.parent === undefined ? undefined : processAt(places, 'actor.process.parent');
  return present({ ...processAt(places, 'actor.process'), parentProcess: parent });
}

function actingUser(places: Places) {
  const email = firstOf(places, ['actor.email']);
  return present({
    userid: firstOf(places, ['actor.user']),
    emailAddresses: email === undefined ? undefined : [email],
  });
}

const isMachine = (noun: Noun): boolean => noun !== undefined && ('ip' in noun || 'hostname' in noun);

/** Who did it, and the machine it was done from; a program without an address of its own ran on the target. */
function principalOf(alert: Alert, places: Places, source: Endpoint, stage: Endpoint) {
  const user = actingUser(places);
  const process = processOf(places, alert.actor.process);
  const found = machineOf(places, source);
  const own = isMachine(found) ? found : undefined;
  const isLocal = process !== undefined || (user !== undefined && serviceOf(alert, places) === undefined);
  const machine = own ?? (isLocal ? machineOf(places, stage) : undefined);
  // UDM wants a machine or a user in a principal, and a port alone is neither.
  if (!isMachine(machine) && user === undefined) return undefined;
  return present({
    ...machine,
    user,
    process,
    location: present({ countryOrRegion: firstOf(places, ['actor.country']) }),
  });
}

/** What has the form of a name of the DNS with a dot in it. */
const isDomain = (text: string): boolean => /^[\w-]+(\.[\w-]+)+$/.test(text);

/** A service, site or organisation that a sender names is no machine, unless its name is one of the DNS. */
function serviceOf(alert: Alert, places: Places): string | undefined {
  const isService = withService(alert) !== alert && !isDomain(alert.target.host ?? '');
  return isService ? plain(places.text('target.host', (text) => !isAddress(text))) : undefined;
}

/** What it was done to, with everything that it runs in. */
function sufferer(alert: Alert, places: Places, at: Endpoint) {
  const user = firstOf(places, ['target.user']);
  const application = serviceOf(alert, places);
  const names = application === undefined ? at.names : at.names.filter((path) => path !== 'target.host');
  return present({
    ...machineOf(places, { ...at, names }),
    application,
    user: user === undefined ? undefined : { userid: user },
    url: firstOf(places, ['target.url']),
    file: fileAt(places, 'file'),
    location: present({ name: firstOf(places, ['cloud.region']) }),
    ...resourceOf(alert, places),
  });
}

/** A program of which neither the machine nor the user is known has no principal to stand in. */
const withProcess = (alert: Alert, places: Places, principal: Noun, subject: Noun): Noun =>
  principal === undefined ? present({ ...subject, process: processOf(places, alert.actor.process) }) : subject;

export interface Nouns {
  readonly principal: Noun;
  readonly target: Noun;
  /** Other entities that the event refers to. */
  readonly about: readonly Record<string, unknown>[];
  /** Who passed it on. */
  readonly intermediary?: readonly Record<string, unknown>[];
}

const stage: Endpoint = {
  ip: 'target.ip',
  port: 'target.port',
  names: ['target.host', 'target.domain', 'kubernetes.node', 'kubernetes.pod', 'kubernetes.workload', 'sensor.host'],
  translated: ['target.publicIp'],
};

/**
 * The nouns with their machines. Where a connection left the target, its remote end is the target of the event, and what
 * the alert is about is the principal, or one of `about` when somebody else is the principal.
 */
export function nounsOf(alert: Alert, places: Places): Nouns {
  const { source, destination, between } = endpointsOf(alert);
  const passedOn = between === undefined ? undefined : machineOf(places, between);
  const isOutgoing = destination.ip === 'connection.remote.ip';
  const principal = principalOf(alert, places, source, stage);
  const subject = sufferer(
    alert,
    places,
    isOutgoing ? { ...stage, names: ['target.host', 'target.domain'] } : destination,
  );
  const suffering = withProcess(alert, places, principal, subject);
  if (!isOutgoing)
    return { principal, target: suffering, about: [], intermediary: passedOn === undefined ? [] : [passedOn] };
  const target = machineOf(places, destination);
  if (source.ip === 'target.ip' && principal !== undefined)
    return { principal: { ...subject, ...principal }, target, about: [] };
  return { principal, target, about: suffering === undefined ? [] : [suffering] };
}

/** Links lead back to the sender's own console. */
export const linkOf = ({ url }: Alert): string | undefined => httpUrl(url);
