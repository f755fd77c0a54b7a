const texts = [
  'UpdatedTime',
  'ClusterName',
  'HostName',
  'NamespaceName',
  'PodName',
  'ContainerName',
  'ContainerID',
  'ContainerImage',
  'Labels',
  'ParentProcessName',
  'ProcessName',
  'PolicyName',
  'Tags',
  'Message',
  'Type',
  'Source',
  'Operation',
  'Resource',
  'Data',
  'Enforcer',
  'Action',
  'Result',
  'Cwd',
  'TTY',
  'KubeArmorVersion',
  'NodeID',
  'ProcessHash',
  'ParentHash',
  'ResourceHash',
  'HashAlgo',
  'UserName',
  'OwnerRef',
  'OwnerName',
  'OwnerNamespace',
];

const numbers = [
  'Timestamp',
  'HostPPID',
  'HostPID',
  'PPID',
  'PID',
  'UID',
  'MaxAlertsPerSec',
  'DroppingAlertsInterval',
  'Severity',
];

const alert = [
  ...texts.map((name) => `${name}:string`),
  // As numbers by the relay, as texts by forwarders.
  ...numbers.map((name) => `${name}:number|string`),
  'Owner.Ref:string',
  'Owner.Name:string',
  'Owner.Namespace:string',
  'ATags[]:string',
  'EventData.*:string',
  'ExecEvent.ExecID:string',
  'ExecEvent.ExecutableName:string',
  'oid',
];

// What AccuKnox adds.
const added = [
  'HashID',
  'UpdatedTimeISO',
  'cluster_id',
  'component_name',
  'instanceGroup',
  'instanceID',
  'tenant_id',
  'workload',
];

/**
 * An alert of KubeArmor by its protobuf (https://github.com/kubearmor/KubeArmor/blob/main/protobuf/kubearmor.proto), in
 * sidekick's envelope too, and what AccuKnox adds.
 */
export const kubeArmorFields: readonly string[] = [
  ...alert,
  ...added,
  'EventType:string',
  ...alert.map((path) => `Detail.${path}`),
];
