import type { Actor, Connection, Process, Target, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { ipIn, joined } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { withDigest } from '../_kit/image-digest.ts';
import { type Placed, placed } from '../_kit/typed-places.ts';
import { addressOf, pidIn, portIn, processOf } from '../_kit/typed-values.ts';

// `storage.Alert` as JSON (https://github.com/stackrox/stackrox/blob/master/proto/storage/alert.proto): defaults are left out.

/** The attributes of the violations, where each stands the first time: pod, container, commands, user. */
function attributesOf(said: Dig): Attributes {
  const found = new Map<string, string>();
  for (const [i, violation] of said.list('alert.violations').entries())
    for (const [j] of dig(violation).list('keyValueAttrs.attrs').entries()) {
      const at = `alert.violations.${i}.keyValueAttrs.attrs.${j}`;
      const key = said.text(`${at}.key`)?.toLowerCase();
      if (key !== undefined && said.text(`${at}.value`) !== undefined && !found.has(key)) found.set(key, `${at}.value`);
    }
  const at = (names: readonly string[]): string[] => names.flatMap((name) => found.get(name) ?? []);
  return { take: (...names) => said.take(...at(names)), text: (...names) => said.text(...at(names)) };
}

/** Attributes by their names in lower case. */
type Attributes = Pick<Dig, 'take' | 'text'>;

const process = 'alert.processViolation.processes.0';

/** The texts of one thing that stands in several fields: all of those leave the facts. */
function takeAll(said: Dig, ...paths: readonly string[]): string | undefined {
  const text = said.text(...paths);
  for (const path of paths) if (said.text(path) === text) said.take(path);
  return text;
}

const images = ['alert.image', 'alert.deployment.containers.0.image'];

function imageOf(said: Dig): string | undefined {
  return (
    said.take(...images.map((image) => `${image}.name.fullName`)) ?? said.take(...images.map((image) => `${image}.id`))
  );
}

/** The digest of an image is no part of what people know a problem by. */
export const digested = (said: Dig, container: Placed['container']): Placed['container'] =>
  container === undefined
    ? undefined
    : defined({ ...container, image: withDigest(container.image, said, ...images.map((image) => `${image}.id`)) });

function kindOf(said: Dig): string {
  const resource = said.text('alert.resource.resourceType')?.toLowerCase();
  if (resource !== undefined) return resource;
  if (said.value('alert.image') !== undefined) return 'image';
  if (said.value('alert.deployment') === undefined && said.text('alert.node.name') !== undefined) return 'node';
  return said.text('alert.deployment.type')?.toLowerCase() ?? 'workload';
}

function programOf(said: Dig): Process | undefined {
  const [path, name] = [said.take(`${process}.signal.execFilePath`), said.take(`${process}.signal.name`)];
  const args = said.take(`${process}.signal.args`);
  const parent = said.take(`${process}.signal.lineageInfo.0.parentExecFilePath`);
  const known = path ?? name;
  return placed({
    ...(known === undefined ? {} : processOf(known)),
    ...placed({ name }),
    pid: pidIn(said, `${process}.signal.pid`),
    ...placed({ commandLine: args === undefined ? undefined : joined([known, args]) }),
    parent: parent === undefined ? undefined : processOf(parent),
  });
}

/** An audited call names the addresses that it came through, the caller's first. */
const callerOf = (attributes: Attributes): string | undefined => ipIn(attributes, 'source ip', 'ip', 'ip address');

const actorOf = (said: Dig, attributes: Attributes): Actor =>
  defined({
    user: attributes.take('kubernetes api username', 'username', 'user'),
    ip: callerOf(attributes),
    userAgent: attributes.take('user agent'),
    process: programOf(said),
  });

const flow = 'alert.violations.0.networkFlowInfo';

/** The deployment of the alert is one end of the flow; the other is the remote. */
function connectionOf(said: Dig): Connection | undefined {
  if (said.value(flow) === undefined) return undefined;
  const isInbound = said.text(`${flow}.destination.name`) === said.text('alert.deployment.name');
  const far = isInbound ? 'source' : 'destination';
  const kinds = ['source', 'destination'].map((side) => said.text(`${flow}.${side}.entityType`));
  const isInside = kinds.every((kind) => kind === 'DEPLOYMENT');
  return placed({
    direction: isInside ? ('lateral' as const) : isInbound ? ('inbound' as const) : ('outbound' as const),
    protocol: said.text(`${flow}.protocol`)?.replace(/^L4_PROTOCOL_/, ''),
    remote: placed({ ip: addressOf(said.text(`${flow}.${far}.name`)), port: portIn(said, `${flow}.${far}.port`) }),
  });
}

function targetOf(said: Dig): Target {
  const isOurs = said.text(`${flow}.destination.name`) === said.text('alert.deployment.name');
  const port = said.value(flow) !== undefined && isOurs ? portIn(said, `${flow}.destination.port`) : undefined;
  return defined({ kind: kindOf(said), host: said.take('alert.node.name'), port });
}

// `Fixable CVE-2026-0001 (CVSS 8.1) (severity Important) found in component 'openssl' (version 3.0.1) in container 'web',
// resolved by version 3.0.2`; advisories such as RHSA-2022:4993 stand there too.
const rated = /\b([A-Z]+-\d{4}[-:]\d{3,}|GHSA(?:-\w{4}){3})\b(?: \(CVSS ([\d.]+)\))?/;
const component = /component '([^']+)'(?: \(version ([^)]+)\))?/;
const fix = /resolved by version (\S+)/;

function vulnerabilityIn(message: string): Vulnerability[] {
  const [, id, score] = rated.exec(message) ?? [];
  if (id === undefined) return [];
  const [, name, version] = component.exec(message) ?? [];
  const cvss = score === undefined ? undefined : Number(score);
  const found = defined({
    cve: id.startsWith('CVE-') ? id : undefined,
    cvss,
    package: name,
    version,
    fixedIn: fix.exec(message)?.[1],
  });
  return Object.keys(found).length === 0 ? [] : [found];
}

/** As many as an alert holds; the evidence has the others. */
const LISTED_MAX = 64;

function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const messages = said.list('alert.violations').map((violation) => dig(violation).text('message') ?? '');
  const found = messages.flatMap(vulnerabilityIn).slice(0, LISTED_MAX);
  return found.length === 0 ? undefined : found;
}

const within = (name: string): string[] => ['alert', 'alert.deployment', 'alert.resource'].map((at) => `${at}.${name}`);

/** Everything that an alert says of who did what to what, and where. */
export function placesOf(said: Dig): Placed {
  const attributes = attributesOf(said);
  return defined({
    actor: actorOf(said, attributes),
    target: targetOf(said),
    connection: connectionOf(said),
    container: placed({
      id: said.take(`${process}.signal.containerId`),
      name: said.take(`${process}.containerName`) ?? attributes.take('container'),
      image: imageOf(said),
    }),
    kubernetes: placed({
      cluster: takeAll(said, ...within('clusterName'), 'alert.node.clusterName'),
      namespace: takeAll(said, ...within('namespace'), `${process}.namespace`),
      workload: said.take('alert.deployment.name'),
      pod: said.take(`${process}.podId`) ?? attributes.take('pod'),
      node: said.text('alert.node.name'),
    }),
    cloud: placed({
      resource: placed({ type: said.take('alert.resource.resourceType'), name: said.take('alert.resource.name') }),
    }),
    vulnerabilities: vulnerabilitiesOf(said),
  });
}
