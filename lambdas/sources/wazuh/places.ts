import type { Cloud, Connection, File, Sensor, Target, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { ipIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { fileOf, isPath, type Placed, placed } from '../_kit/typed-places.ts';
import { cvssIn, hashesIn, portIn } from '../_kit/typed-values.ts';
import { actorOf, ips, isOutbound, ports, saying } from './actor.ts';

/** What came by syslog has no agent but the manager: its own header names the host. */
export const hostOf = (said: Dig): string | undefined =>
  said.text('agent.id') === '000'
    ? said.text('predecoder.hostname', 'agent.name', 'manager.name')
    : said.text('agent.name', 'predecoder.hostname', 'data.hostname', 'manager.name');

const touched = ['syscheck.path', 'data.file', 'data.virustotal.source.file', 'data.win.eventdata.targetFilename'];

/** What it was about, in one text: part of the title and of the problem. */
export const objectOf = (said: Dig): string | undefined =>
  said.text(
    'syscheck.path',
    'data.vulnerability.package.name',
    'data.sca.check.title',
    'data.file',
    'data.aws.resource.id',
    'data.objectRef.name',
  );

const digests = ['sha256_after', 'sha1_after', 'md5_after'].map((name) => `syscheck.${name}`);

function touchedFile(said: Dig): File | undefined {
  const at = touched.find((path) => isPath(said.text(path)));
  const file = at === undefined ? undefined : fileOf(said.take(at));
  if (file === undefined) return undefined;
  return defined({
    ...file,
    hashes: hashesIn(said, ...digests, 'data.virustotal.source.md5', 'data.virustotal.source.sha1'),
  });
}

const destinations = ['data.dstip', 'data.dest_ip', 'data.win.eventdata.destinationIp'];
const destinationPorts = ['data.dstport', 'data.dest_port', 'data.win.eventdata.destinationPort'];

/** The ends of a connection that the agent opened are apart; of any other the destination is the target's own address. */
function connectionOf(said: Dig): Connection | undefined {
  const protocol = said.take('data.protocol', 'data.proto', 'data.win.eventdata.protocol');
  if (!isOutbound(said)) return placed({ protocol });
  const remote = placed({
    ip: ipIn(said, ...destinations),
    port: portIn(said, ...destinationPorts),
    domain: saying(said.take('data.win.eventdata.destinationHostname')),
  });
  return defined({ direction: 'outbound' as const, protocol, remote });
}

function addressOf(said: Dig): Pick<Target, 'ip' | 'port'> {
  if (isOutbound(said)) return { ip: ipIn(said, ...ips) ?? ipIn(said, 'agent.ip'), port: portIn(said, ...ports) };
  return { ip: ipIn(said, ...destinations) ?? ipIn(said, 'agent.ip'), port: portIn(said, ...destinationPorts) };
}

function targetOf(said: Dig, host: string | undefined): Target {
  const user = saying(said.text('data.dstuser', 'data.win.eventdata.targetUserName'));
  if (user !== undefined) said.take('data.dstuser', 'data.win.eventdata.targetUserName');
  return defined({
    kind: host === undefined ? 'unknown' : 'host',
    host,
    ...addressOf(said),
    url: said.take('data.url', 'data.http.url'),
    method: said.take('data.http.http_method', 'data.http.method'),
    domain: said.take('data.http.hostname'),
    user,
  });
}

const accounts = ['data.aws.recipientAccountId', 'data.aws.userIdentity.accountId', 'data.aws.aws_account_id'];
const projects = ['data.gcp.resource.labels.project_id', 'data.aws.accountId'];

const providerOf = (said: Dig): string | undefined =>
  ['aws', 'gcp', 'azure'].find((name) => said.value(`data.${name}`) !== undefined);

/** What the API of a cloud, or of Kubernetes, was called about. */
function cloudOf(said: Dig): Cloud | undefined {
  const uid = said.take('data.aws.resource.id');
  const name = said.take('data.objectRef.name', 'data.gcp.protoPayload.resourceName');
  return placed({
    provider: providerOf(said),
    account: said.take(...accounts, ...projects),
    region: said.take('data.aws.awsRegion', 'data.aws.region', 'data.gcp.resource.labels.location'),
    resource: placed({ uid, name, type: said.take('data.objectRef.resource', 'data.gcp.resource.type') }),
  });
}

/** The version that has the fix: `Package less than 3.0.15-1`. */
const fixOf = (said: Dig): string | undefined =>
  /\bless than (?!or equal)(\S+)$/i.exec(said.text('data.vulnerability.package.condition') ?? '')?.[1];

const scores = ['score.base', 'cvss.cvss3.base_score', 'cvss.cvss2.base_score'].map(
  (path) => `data.vulnerability.${path}`,
);

function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const cve = said.take('data.vulnerability.cve');
  if (cve === undefined) return undefined;
  const [name, version] = ['name', 'version'].map((part) => said.take(`data.vulnerability.package.${part}`));
  return [defined({ cve, cvss: cvssIn(said, ...scores), package: name, version, fixedIn: fixOf(said) })];
}

/** The manager that raised the alert, when it is not the machine itself. */
const sensorOf = (said: Dig, host: string | undefined): Sensor | undefined => {
  const manager = said.text('manager.name');
  return manager === undefined || manager === host ? undefined : { host: manager };
};

/** Everything that an alert of the manager says of who did what to what, and where. */
export function placesOf(said: Dig): Placed {
  const host = hostOf(said);
  for (const path of ['predecoder.hostname', 'data.hostname']) if (said.text(path) === host) said.take(path);
  return defined({
    actor: actorOf(said),
    target: targetOf(said, host),
    connection: connectionOf(said),
    file: touchedFile(said),
    container: placed({
      id: said.take('data.docker.id', 'data.docker.Actor.ID'),
      name: said.take('data.docker.Actor.Attributes.name'),
      image: said.take('data.docker.from', 'data.docker.Actor.Attributes.image'),
    }),
    kubernetes: placed({ namespace: said.take('data.kubernetes.objectRef.namespace', 'data.objectRef.namespace') }),
    cloud: cloudOf(said),
    vulnerabilities: vulnerabilitiesOf(said),
    sensor: sensorOf(said, host),
  });
}
