import type { Actor, Connection, File, Kubernetes, Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Dig } from '../_kit/field-reader.ts';
import {
  addressesIn,
  addressIn,
  fileOf,
  isPath,
  type Placed,
  placed,
  programOf,
  weaknessesNamed,
} from '../_kit/typed-places.ts';
import { hashesIn, pidIn, portIn } from '../_kit/typed-values.ts';

// https://developer.carbonblack.com/reference/carbon-black-cloud/data-forwarder/schema/latest/alert-2.1.0

/** A program, of which the vendor writes a path or a name into the same field. */
function programIn(said: Dig, prefix: string): ReturnType<typeof programOf> {
  const called = said.take(`${prefix}_name`, `${prefix}_path`);
  return programOf({
    ...(isPath(called) ? { path: called } : { name: called }),
    pid: pidIn(said, `${prefix}_pid`),
    commandLine: said.take(`${prefix}_cmdline`),
    hashes: hashesIn(said, `${prefix}_sha256`, `${prefix}_md5`),
  });
}

const actorOf = (said: Dig): Actor => {
  const [program, parent] = [programIn(said, 'process'), programIn(said, 'parent')];
  const process = placed({ ...program, parent });
  return defined({ user: said.take('process_username'), process });
};

/** `DOMAIN\HOST` as the vendor writes a machine of a Windows domain. */
export function hostOf(said: Dig): string | undefined {
  const name = said.text('device_name');
  if (name?.includes('\\') !== true) return said.take('device_name');
  return name.slice(name.lastIndexOf('\\') + 1) || name;
}

const targetOf = (said: Dig): Target =>
  defined({
    kind: said.text('k8s_workload_name', 'k8s_pod_name') === undefined ? 'host' : 'workload',
    host: hostOf(said),
    ...addressesIn(
      said,
      ['device_internal_ip', 'device_ip', 'netconn_local_ip', 'netconn_local_ipv4'],
      ['device_external_ip'],
    ),
    port: portIn(said, 'netconn_local_port'),
    user: said.take('device_username'),
  });

/** `INTERNAL_INBOUND`, `EXTERNAL_OUTBOUND`, or a flag of the event. */
function directionOf(said: Dig): Connection['direction'] {
  const text = said.text('connection_type', 'netconn_direction') ?? '';
  if (/inbound/i.test(text) || said.text('netconn_inbound') === 'true') return 'inbound';
  return /outbound|egress/i.test(text) || said.text('netconn_inbound') === 'false' ? 'outbound' : undefined;
}

function connectionOf(said: Dig): Connection | undefined {
  const remote = placed({
    ip: addressIn(said, 'netconn_remote_ip', 'netconn_remote_ipv4', 'netconn_remote_ipv6', 'remote_ip'),
    port: portIn(said, 'netconn_remote_port'),
    domain: said.take('netconn_remote_domain', 'remote_domain'),
  });
  return placed({
    direction: directionOf(said),
    protocol: said.take('netconn_protocol', 'protocol'),
    remote,
  });
}

/** What was blocked, where it is another file than the program that ran. */
function fileIn(said: Dig): File | undefined {
  const called = said.take('blocked_name');
  const hashes = hashesIn(said, 'blocked_sha256', 'blocked_md5');
  return isPath(called) ? fileOf(called, hashes) : fileOf(undefined, hashes, called);
}

const kubernetesOf = (said: Dig): Kubernetes | undefined =>
  placed({
    cluster: said.take('k8s_cluster', 'cluster_name'),
    namespace: said.take('k8s_namespace', 'namespace'),
    workload: said.take('k8s_workload_name', 'workload_name'),
    pod: said.take('k8s_pod_name', 'replica_id'),
  });

/** The places of an alert. */
export const placesOf = (said: Dig): Placed =>
  defined({
    actor: placed(actorOf(said)),
    target: targetOf(said),
    connection: connectionOf(said),
    file: fileIn(said),
    kubernetes: kubernetesOf(said),
    vulnerabilities: weaknessesNamed(said.text('threat_name')) ?? weaknessesNamed(said.text('reason')),
  });
