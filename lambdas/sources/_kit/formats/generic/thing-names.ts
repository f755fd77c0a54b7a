import { namesOf } from '../../named-fields.ts';

/**
 * Names of things that tell one problem from another beside its title and its place: what was checked, found, reached or
 * written, and the ids of such things. No names of times, counts, states, requests, or of who works on it.
 */
export const things = namesOf(
  ...`sensor monitorFriendlyName serviceDesc triggerName alarmName datasource dataPoint checkId check.id checkName check.name check controlId control.id monitorId monitor.id monitorName monitor.name monitor
  sensorId probeId ruleId rule.id ruleName policyId policyName policyRule signatureId scenario threatName threatId malware
  malwareName virus virusName family detector.name detectorName secretType secretHash cve cveId vulnerabilityId
  vulnerability.id vulnId advisoryId ghsaId package packageName package.name component componentName library libraryName
  dependency artifact artifactName impactedArtifacts.name file fileName filePath file.path file.name path sha256 sha1 md5
  hash fileHash recipient recipients toAddresses sender senderAddress fromAddress mailbox emailAddress ^email domain
  domainName fqdn sni query metric metricName metric.name metric.type item itemName itemKey
  interface ifName ifDescr port portName disk drive mount mountpoint mountPath volume partition filesystem fstype
  device deviceId device.id instanceId queue queueName topic topicName table tableName index indexName
  database dbName schema bucket bucketName job jobName task taskName workflow workflowName pipeline pipelineName application
  applicationName app appName ^service serviceName service.name serviceDescription project projectName project.name repository
  repositoryName repository.fullName repo repoName tenant site account accountId certificate certificateName commonName
  serialNumber keyId accessKeyId apiKeyId ^key resourceId resourceName resourceDisplayName targetId targetName objectId
  objectName entityId entityName assetId assetName alertTargetIds configurationItems impactedEntities group groupName
  role roleName permission targetUser affectedUser conditionName condition.name database.name collection apiId
  container.image image imageName ruleset attack control peer peerAddress neighbor neighbour member parameter param object objectKey s3.object.key
  processPath processName process.name process.path openPort listeningPort portNumber product.name sku url.domain destinationIp destIp dstIp destination.ip ipDst dstAddr
  dstAddress destAddr destAddress destinationAddress daddr id.respH ^dst ^dest ^destination
  destinationDomain destinationPort destPort dstPort line lineNumber location.path location.line`
    .trim()
    .split(/\s+/),
);

/** Names of what found it: the check, the rule, the monitor. */
export const checks = namesOf(
  ...`checkName check.name checkId check.id check sensor sensorName monitorName monitor.name monitorId monitor.id monitor
  monitorFriendlyName serviceDesc serviceDescription ruleName rule.name ruleId rule.id rule policyName policyRule policy.name
  scenario metric metricName metric.name metric.type alarmName conditionName condition.name healthRuleName
  eventDefinitionId controlId controlName triggerName itemName entityId datasource`
    .trim()
    .split(/\s+/),
);
