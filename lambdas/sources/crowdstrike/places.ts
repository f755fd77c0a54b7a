import type { Detection } from '../../domain/detection.ts';
import type { Actor, Cloud, Connection, Container, File, Kubernetes, Process, Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { addressesIn, addressIn, placed } from '../_kit/typed-places.ts';
import { hashesIn, pidIn, portIn } from '../_kit/typed-values.ts';

const hosts = [
  'device.hostname',
  'hosts.0.hostname',
  'hostname',
  'computer_name',
  'host',
  'target_endpoint_host_name',
  'source_endpoint_host_name',
  'host_names',
  'threatgraph_indicators.0.hostname',
];
const sources = [
  'source_endpoint_address_ip4',
  'source_endpoint_ip_address',
  'source_ip',
  'source_ips',
  'user_source_ip',
];
const localIps = ['device.local_ip', 'host.local_ip', 'local_ip', 'local_address', 'target_endpoint_address_ip4'];
const filenames = ['filename', 'file_name', 'image_file_name'];
const filepaths = ['filepath', 'file_path'];
const commands = ['cmdline', 'command_line'];
const digests = ['sha256', 'sha256_string', 'sha1', 'sha1_string', 'md5', 'md5_string'];
const pids = ['local_process_id'];
const users = ['user_name', 'source_account_name', 'user_principal', 'user', 'user_names', 'usernames'];

const parent = {
  name: ['parent_details.filename', 'parent_image_file_name'],
  path: ['parent_details.filepath', 'parent_image_file_path'],
  pid: ['parent_details.local_process_id'],
  commandLine: ['parent_details.cmdline', 'parent_command_line'],
  digests: ['parent_details.sha256', 'parent_details.sha1', 'parent_details.md5'],
};

const parentOf = (said: Dig): Process | undefined =>
  placed({
    name: said.take(...parent.name),
    path: said.take(...parent.path),
    pid: pidIn(said, ...parent.pid),
    commandLine: said.take(...parent.commandLine),
    hashes: hashesIn(said, ...parent.digests),
  });

const processOf = (said: Dig): Process | undefined =>
  placed({
    name: said.take(...filenames),
    path: said.take(...filepaths),
    pid: pidIn(said, ...pids),
    commandLine: said.text(...commands),
    hashes: hashesIn(said, ...digests),
    parent: parentOf(said),
  });

export const actorOf = (said: Dig): Actor =>
  defined({
    ip: addressIn(said, ...sources),
    user: said.take(...users),
    process: processOf(said),
  });

const targetUsers = ['target_account_name', 'target_user_name'];

export const targetOf = (said: Dig): Target =>
  defined({
    kind: 'host',
    host: said.take(...hosts),
    ...addressesIn(said, localIps, ['device.external_ip', 'external_ip']),
    port: portIn(said, 'network_accesses.0.local_port', 'local_port'),
    user: said.take(...targetUsers),
  });

/** 0 and 1 in accesses to the network. */
const directions: Readonly<Record<string, 'outbound' | 'inbound'>> = wordTable({
  '0': 'outbound',
  outbound: 'outbound',
  '1': 'inbound',
  inbound: 'inbound',
});

const within = (name: string): string[] => [`network_accesses.0.${name}`, name];
const remoteIps = within('remote_address');
const remotePorts = within('remote_port');
const protocols = within('protocol');
const ways = within('connection_direction');
const domains = ['dns_requests.0.domain_name'];

/** The first connection that the process made, and the name that it looked up. */
export const connectionOf = (said: Dig): Connection | undefined =>
  placed({
    direction: directions[said.text(...ways)?.toLowerCase() ?? ''],
    protocol: said.take(...protocols),
    remote: placed({
      ip: addressIn(said, ...remoteIps),
      port: portIn(said, ...remotePorts),
      domain: said.take(...domains),
    }),
  });

const quarantined = ['quarantined_files.0.filename', 'files_written.0.filepath', 'documents_accessed.0.filepath'];
const written = [
  'executables_written.0.filepath',
  'executables_written.0.file_path',
  'quarantine_files.0.image_file_name',
];

/** A file that was written, opened or put into quarantine; the program itself is the actor's process. */
export const fileIn = (said: Dig): File | undefined =>
  placed({
    path: said.take(...quarantined, ...written),
    hashes: hashesIn(said, 'quarantined_files.0.sha256', 'quarantine_files.0.sha256_hash_data'),
  });

export const containerOf = (said: Dig): Container | undefined =>
  placed({
    id: said.take('container_id'),
    name: said.take('container_name'),
    image: said.take('container_image', 'image_name'),
  });

export const kubernetesOf = (said: Dig): Kubernetes | undefined =>
  placed({
    cluster: said.take('cluster_name'),
    namespace: said.take('namespace'),
    pod: said.take('pod_name', 'pod_name', 'device.pod_name'),
  });

/** The account and the resource of a finding in the cloud; of an endpoint, the machine that it runs on. */
export const cloudOf = (said: Dig): Cloud | undefined =>
  placed({
    provider: said.take('cloud_provider', 'cloud_platform', 'device.service_provider'),
    account: said.take('cloud_account_id', 'account_id', 'device.service_provider_account_id'),
    region: said.take('region', 'cloud_region', 'device.zone_group'),
    resource: placed({
      uid: said.take('cloud_resource_id', 'resource_id', 'device.instance_id'),
      type: said.take('resource_id_type', 'resource_type', 'cloud_service_friendly'),
      name: said.take('resource_name'),
    }),
  });

const tagged = [
  ...['technique_id', 'technique_ids', 'techniques', 'technique_name'],
  ...['tactic_id', 'tactic_ids', 'tactic', 'tactics', 'tactic_name'],
];
const parts = ['mitre_attack'] as const;

/** The fields that name techniques and tactics. */
export const tags: readonly string[] = [...tagged, 'technique', ...parts];

/** The techniques and tactics of the pattern, and those of all its parts. */
export function tagsOf(said: Dig): string[] {
  const ofParts = said.list(...parts).flatMap((part) => {
    const { text } = dig(part);
    return [text('technique_id'), text('tactic_id')];
  });
  const texts = tagged.flatMap((path) => said.text(path)?.split(', ') ?? []);
  return [...texts, ...ofParts.flatMap((text) => text ?? [])];
}

const statuses = new Map<string, NonNullable<Detection['finding']>['status']>([
  ['in_progress', 'in_progress'],
  ['30', 'in_progress'],
  ['ignored', 'suppressed'],
]);

/** `30` is the status of an incident in progress. */
export const statusOf = (said: Dig) => statuses.get(said.text('status', 'state')?.trim().toLowerCase() ?? '');
