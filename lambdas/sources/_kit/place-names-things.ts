import type { Entry } from './place-names.ts';

// Names of things and of the finding itself; `place-names.ts` has those of who did what.

export const thingEntries: readonly Entry[] = [
  ['container.id', 'name', 'containerid container.id'],
  [
    'container.image',
    'image',
    'containerimage container.image container.image.name containerimagename imagename image.name imageref source.target.userinput image',
  ],
  ['image', 'hash', 'imagedigest image.digest imagehash imagesha256 image.sha256 imageid image.id'],
  [
    'container.name',
    'name',
    'containername container.name k8scontainername kubernetes.containername exportedcontainer container',
  ],
  [
    'kubernetes.cluster',
    'name',
    'clustername cluster.name k8scluster k8sclustername kubernetescluster kubernetes.cluster kubeclustername eksclustername cluster',
  ],
  [
    'kubernetes.namespace',
    'name',
    'namespacename k8snamespace k8snsname k8s.ns.name kubernetesnamespace kubernetes.namespace kubenamespace podnamespace exportednamespace namespace',
  ],
  [
    'kubernetes.pod',
    'name',
    'podname pod.name k8spod k8spodname kubernetespod kubernetespodname kubernetes.pod kubernetes.podname exportedpod pod',
  ],
  [
    'kubernetes.workload',
    'name',
    'workloadname workload.name workload deploymentname deployment.name k8sdeployment kubedeployment kubernetes.deployment deployment statefulset daemonset',
  ],
  [
    'kubernetes.node',
    'name',
    'nodename node.name k8snode k8snodename kubernetesnode kubernetes.node kubernetes.nodename kubenode',
  ],
  ['cloud.provider', 'provider', 'cloudprovider cloud.provider cloudplatform cloudtype csp'],
  [
    'cloud.account',
    'account',
    `awsaccountid awsaccount cloudaccountid cloud.accountid cloud.account.id accountid account.id subscriptionid
    azuresubscriptionid gcpprojectid cloud.projectid recipientaccountid scopingprojectid projectid account accountnumber awsaccountnumber`,
  ],
  ['cloud.region', 'region', 'awsregion cloudregion cloud.region region regionname'],
  [
    'cloud.resource.uid',
    'uid',
    `resourcearn resource.arn objectarn targetarn bucketarn functionarn arn resourceid resource.id resource.uid azureresourceid
    resources.arn resources.id resources.uid resourceuid resourcename resource.name instanceid instance.id ec2instanceid resourceidentifier
    resource resources affectedresources impactedresources affectedresource`,
  ],
  ['cloud.resource.type', 'name', 'resourcetype resource.type cloudresourcetype assettype asset.type'],
  [
    'cloud.resource.name',
    'name',
    'resourcename resource.name cloudresourcename resourcedisplayname resource.displayname bucketname bucket.name bucket functionname configurationitems impactedentities',
  ],
  [
    'code.repository',
    'name',
    'repositoryfullname repository.fullname repofullname repositoryname repository.name reponame repo.name gitrepository repository repo',
  ],
  ['code.branch', 'name', 'branchname branch.name gitbranch branch'],
  ['code.path', 'file', 'sourcefile sourcefilepath sourcepath location.path location.file'],
  ['code.line', 'count', 'startline linenumber line.number location.line location.startline lineno'],
  ['code.url', 'link', 'repositoryurl repository.url repository.htmlurl repourl bloburl'],
  [
    'sensor.host',
    'host',
    'sensorname sensor.name sensorhost sensorhostname sensor.hostname observer.hostname observer.name observername',
  ],
  ['sensor.host', 'ip', 'deviceaddress'],
  [
    'sensor.version',
    'version',
    'agentversion agent.version sensorversion sensor.version productversion product.version observer.version scannerversion toolversion engineversion',
  ],
  [
    'finding.firstSeenAt',
    'time',
    'firstseenat firstseen firstseentime firstobservedat firstobserved firstdetectedat firstdetected firstdetection firstoccurrence firsteventtime firstactivitytime fireddatetime firedat detectiontimestamp ^startsat ^startedat ^createdat ^createdtime ^creationtime ^createtime ^created ^openedat ^starttime ^starttimeutc ^start',
  ],
  [
    'finding.lastSeenAt',
    'time',
    'lastseenat lastseen lastseentime lastobservedat lastobserved lastdetectedat lastdetected lastdetection lastoccurrence lasteventtime lastactivitytime resolveddatetime ^lastupdated ^lastupdatedat ^updatedat ^resolvedat ^closedat ^endsat ^updatetime ^eventtime ^endtime ^endtimeutc ^end',
  ],
  [
    'finding.count',
    'count',
    'occurrencecount occurrences eventcount eventscount hitcount seencount timesseen repeatcount repeatcnt detectioncount event.count cnt ^count',
  ],
  ['riskScore', 'score', 'riskscore risk.score'],
  ['confidence', 'score', 'confidencescore confidence.score confidence'],
];
/** Names of one weakness; those of one item of a list, or of a record without one, belong together. */
export const weaknessEntries: readonly Entry[] = [
  [
    'cve',
    'cve',
    'cve cveid cve.id cves cveids cvelist industryreference vulnerabilityid vulnerability.id vulnid vuln.id cveuid cve.uid vulnerabilities id',
  ],
  [
    'cvss',
    'cvss',
    'cvss cvssscore cvss.score cvss.basescore basescore cvssbasescore cvssv3 cvssv3score cvss3score cvssv3basescore cvss3basescore cvssv4score cvss4score cvssv2',
  ],
  [
    'package',
    'name',
    'packagename package.name package pkgname pkg.name pkg componentname component.name library libraryname',
  ],
  [
    'version',
    'version',
    'packageversion package.version installedversion pkgversion pkg.version currentversion vulnerabilities.version vulnerability.version componentversion library.version',
  ],
  [
    'fixedIn',
    'version',
    'fixedversion fixedversions fixedin fixedinversion fixversion patchedversion firstpatchedversion fix.version',
  ],
];
