import { endpointFields } from './endpoint-fields.ts';
import type { Place } from './places.ts';
import { evidence, type Fields, nouns } from './standards.ts';

// OCSF 1.8: https://schema.ocsf.io/1.8.0/objects/evidences, …/finding_info, …/vulnerability, …/resource_details, …/attack
// ECS 9: https://www.elastic.co/docs/reference/ecs/ecs-field-reference
// ASIM: https://learn.microsoft.com/azure/sentinel/normalization-schema-alert, …/normalization-common-fields. It has columns
//   for one machine, one user, one process and one file, none for ports, source addresses, parents and vulnerabilities.
// UDM: https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list
// ASFF: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
// CEF 0.1: https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-25.1/cef-implementation-standard/.
//   Its custom strings are no field for one thing; `fileHash` takes one digest of a file.
// LEEF: https://www.ibm.com/docs/en/dsm?topic=overview-predefined-leef-event-attributes
// CIM, Alerts, Intrusion Detection and Vulnerabilities:
//   https://help.splunk.com/data-management/common-information-model/6.1/data-models/alerts, …/intrusion-detection
/** Which fields of which standard take what stands in a place of an alert. */
export const fieldsOf: Readonly<Record<Place, Fields>> = {
  ...endpointFields,
  'file.hashes': {
    // A vulnerability finding has no evidences: the file holds the code.
    ocsf: [
      ...evidence('file.hashes.value', 'process.file.hashes.value'),
      'vulnerabilities.affected_code.file.hashes.value',
    ],
    ecs: ['file.hash'],
    asim: ['FileSHA256', 'FileSHA1', 'FileMD5'],
    udm: nouns('file.sha256', 'file.sha1', 'file.md5', 'process.file.sha256'),
    asff: ['Threats.FilePaths.Hash', 'ThreatIntelIndicators.Value'],
    cef: ['fileHash'],
    cim: ['file_hash'],
  },
  'actor.process.hashes': {
    ocsf: evidence('actor.process.file.hashes.value', 'process.file.hashes.value'),
    ecs: ['process.hash'],
    udm: nouns('process.file.sha256', 'process.file.sha1', 'process.file.md5'),
  },
  'actor.process.parent.hashes': {
    ocsf: evidence('actor.process.parent_process.file.hashes.value', 'process.parent_process.file.hashes.value'),
    ecs: ['process.parent.hash'],
    udm: nouns(
      'process.parentProcess.file.sha256',
      'process.parentProcess.file.sha1',
      'process.parentProcess.file.md5',
    ),
  },
  'container.image': {
    // ECS 9 has `container.image.hash.all`; an index of 150 fields has room for `related.hash` alone.
    ocsf: [...evidence('container.hash.value', 'container.image.uid'), 'resources.uid'],
    ecs: ['related.hash'],
  },
  'actor.process.pid': {
    ocsf: evidence('actor.process.pid', 'process.pid'),
    ecs: ['process.pid'],
    asim: ['ProcessId'],
    udm: nouns('process.pid'),
    asff: ['Process.Pid'],
    cef: ['spid'],
  },
  'actor.process.parent.pid': {
    ocsf: evidence('actor.process.parent_process.pid', 'process.parent_process.pid'),
    ecs: ['process.parent.pid'],
    udm: nouns('process.parentProcess.pid'),
    asff: ['Process.ParentPid'],
  },
  'file.path': {
    ocsf: [...evidence('file.path'), 'vulnerabilities.affected_code.file.path'],
    ecs: ['file.path'],
    asim: ['FilePath'],
    udm: nouns('file.fullPath'),
    asff: ['Threats.FilePaths.FilePath'],
    cef: ['filePath'],
    cim: ['file_path'],
  },
  'actor.process.path': {
    ocsf: evidence('actor.process.file.path', 'actor.process.path', 'process.file.path'),
    ecs: ['process.executable'],
    asim: ['ProcessName'],
    udm: nouns('process.file.fullPath'),
    asff: ['Process.Path'],
    cef: ['sproc'],
  },
  'actor.process.parent.path': {
    ocsf: evidence('actor.process.parent_process.file.path', 'actor.process.parent_process.path'),
    ecs: ['process.parent.executable'],
    udm: nouns('process.parentProcess.file.fullPath'),
  },
  'target.publicIp': {
    ocsf: evidence('device.network_interfaces.ip'),
    ecs: ['host.ip', 'related.ip'],
    udm: nouns('natIp'),
    cef: ['destinationTranslatedAddress', 'sourceTranslatedAddress'],
    leef: ['dstPostNAT', 'srcPostNAT'],
    cim: ['dest_translated_ip', 'src_translated_ip'],
  },
  'sensor.host': {
    ocsf: ['metadata.reporter.ip'],
    ecs: ['related.ip'],
    udm: ['observer.ip'],
    cef: ['dvc', 'c6a1'],
    cim: ['dvc'],
  },
  'target.url': {
    // Findings of vulnerabilities and of data have no evidences.
    ocsf: [...evidence('url.url_string', 'url.path'), 'resources.name', 'resources.data.url'],
    ecs: ['url.original', 'url.path'],
    asim: ['Url'],
    udm: nouns('url'),
    cef: ['request'],
    leef: ['url'],
    cim: ['url'],
  },
  // A place in a repository is no file of a machine: only OCSF and ASFF have a field for it, for vulnerabilities.
  'code.path': {},
  'cloud.resource.uid': {
    ocsf: ['resources.uid'],
    asim: ['DvcId'],
    udm: nouns('resource.productObjectId', 'resource.name', 'resourceAncestors.productObjectId'),
    asff: ['Resources.Id'],
    cef: ['deviceExternalId'],
  },
  'finding.vendorUid': { ocsf: ['finding_info.uid_alt'], udm: ['securityResult.threatId'] },
  'rule.uid': {
    ocsf: ['finding_info.analytic.uid'],
    ecs: ['rule.id'],
    asim: ['RuleName', 'EventOriginalType'],
    udm: ['securityResult.ruleId'],
    cim: ['signature_id'],
  },
  'actor.user': {
    ocsf: evidence('actor.user.name', 'actor.user.uid'),
    ecs: ['user.name', 'user.id'],
    asim: ['Username', 'UserId'],
    udm: ['principal.user.userid', 'principal.user.userDisplayName', 'principal.user.productObjectId'],
    cef: ['suser', 'suid'],
    leef: ['usrName'],
    cim: ['user', 'src_user'],
  },
  'target.user': {
    ocsf: evidence('user.name', 'user.uid'),
    ecs: ['user.target.name', 'user.target.id', 'user.name'],
    udm: ['target.user.userid', 'target.user.userDisplayName', 'target.user.productObjectId'],
    cef: ['duser', 'duid'],
  },
  'cloud.account': {
    ocsf: ['cloud.account.uid'],
    ecs: ['cloud.account.id'],
    asim: ['DvcScopeId', 'DvcScope'],
    udm: nouns(
      'resourceAncestors.name',
      'resource.name',
      'resource.attribute.cloud.project.name',
      'resource.attribute.cloud.project.id',
    ),
    leef: ['accountName'],
    cim: ['vendor_account'],
  },
  'vulnerabilities.cve': {
    ocsf: ['vulnerabilities.cve.uid'],
    ecs: ['vulnerability.id'],
    udm: ['extensions.vulns.vulnerabilities.cveId'],
    asff: ['Vulnerabilities.Id'],
    cim: ['cve'],
  },
  'attack.technique': {
    ocsf: [
      ...['technique', 'sub_technique'].flatMap((part) => [`finding_info.attacks.${part}.uid`, `attacks.${part}.uid`]),
    ],
    ecs: ['threat.technique.id', 'threat.technique.subtechnique.id'],
    asim: ['AttackTechniques'],
    udm: ['securityResult.attackDetails.techniques.id', 'securityResult.attackDetails.techniques.subtechniqueId'],
    cim: ['mitre_technique_id'],
  },
  'attack.tactics.uid': {
    ocsf: ['tactics', 'tactic'].flatMap((part) => [`finding_info.attacks.${part}.uid`, `attacks.${part}.uid`]),
    ecs: ['threat.tactic.id'],
    udm: ['securityResult.attackDetails.tactics.id'],
  },
  'attack.tactics.name': {
    ocsf: ['tactics', 'tactic'].flatMap((part) => [`finding_info.attacks.${part}.name`, `attacks.${part}.name`]),
    ecs: ['threat.tactic.name'],
    asim: ['AttackTactics'],
    udm: ['securityResult.attackDetails.tactics.name'],
    asff: ['Types', 'FindingProviderFields.Types'],
  },
  'finding.count': { ocsf: ['count'], asim: ['EventCount'], cef: ['cnt'] },
  occurredAt: {
    ocsf: ['time'],
    ecs: ['@timestamp'],
    asim: ['TimeGenerated', 'EventStartTime', 'EventEndTime'],
    udm: ['metadata.eventTimestamp'],
    asff: ['UpdatedAt', 'LastObservedAt', 'FirstObservedAt', 'CreatedAt'],
    cef: ['start', 'end', 'rt', 'deviceCustomDate1'],
    leef: ['devTime'],
    cim: ['_time', 'time'],
  },
  'finding.firstSeenAt': {
    ocsf: ['finding_info.first_seen_time'],
    ecs: ['event.start'],
    asim: ['EventStartTime'],
    udm: ['securityResult.firstDiscoveredTime'],
    asff: ['FirstObservedAt'],
    cef: ['start'],
  },
  'finding.lastSeenAt': {
    ocsf: ['finding_info.last_seen_time'],
    ecs: ['event.end'],
    asim: ['EventEndTime'],
    udm: ['securityResult.lastDiscoveredTime'],
    asff: ['LastObservedAt'],
    cef: ['end'],
  },
};
