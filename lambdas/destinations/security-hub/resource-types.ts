/**
 * The types of resources that Security Hub knows, of those that alerts are about
 * (https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources-attributes.html), by how an ARN begins.
 */
const byArn: readonly (readonly [service: string, kind: string, type: string])[] = [
  ['s3', '', 'AwsS3Bucket'],
  ['ec2', 'instance', 'AwsEc2Instance'],
  ['ec2', 'security-group', 'AwsEc2SecurityGroup'],
  ['ec2', 'network-interface', 'AwsEc2NetworkInterface'],
  ['ec2', 'volume', 'AwsEc2Volume'],
  ['ec2', 'vpc', 'AwsEc2Vpc'],
  ['ec2', 'subnet', 'AwsEc2Subnet'],
  ['iam', 'role', 'AwsIamRole'],
  ['iam', 'user', 'AwsIamUser'],
  ['iam', 'group', 'AwsIamGroup'],
  ['iam', 'policy', 'AwsIamPolicy'],
  ['lambda', 'function', 'AwsLambdaFunction'],
  ['eks', 'cluster', 'AwsEksCluster'],
  ['ecs', 'cluster', 'AwsEcsCluster'],
  ['ecs', 'service', 'AwsEcsService'],
  ['ecs', 'task', 'AwsEcsTask'],
  ['ecs', 'task-definition', 'AwsEcsTaskDefinition'],
  ['ecr', 'repository', 'AwsEcrRepository'],
  ['rds', 'db', 'AwsRdsDbInstance'],
  ['rds', 'cluster', 'AwsRdsDbCluster'],
  ['dynamodb', 'table', 'AwsDynamoDbTable'],
  ['kms', 'key', 'AwsKmsKey'],
  ['sqs', '', 'AwsSqsQueue'],
  ['sns', '', 'AwsSnsTopic'],
  ['secretsmanager', 'secret', 'AwsSecretsManagerSecret'],
  ['cloudtrail', 'trail', 'AwsCloudTrailTrail'],
  ['cloudformation', 'stack', 'AwsCloudFormationStack'],
  ['elasticloadbalancing', 'loadbalancer', 'AwsElbv2LoadBalancer'],
  ['acm', 'certificate', 'AwsCertificateManagerCertificate'],
  ['guardduty', 'detector', 'AwsGuardDutyDetector'],
  ['es', 'domain', 'AwsOpenSearchServiceDomain'],
];

const known = new Set(byArn.map(([, , type]) => type).concat('AwsS3Object', 'AwsIamAccessKey', 'AwsAccount'));
const knownBySpelling = new Map([...known].map((type) => [type.toLowerCase(), type]));

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly resource: string;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function arnIn(text: string | undefined): Arn | undefined {
  if (text === undefined || !text.startsWith('arn:')) return undefined;
  const [, partition = '', service = '', region = '', , ...rest] = text.split(':');
  return rest.length === 0 ? undefined : { partition, service, region, resource: rest.join(':') };
}

function typeOfArn({ service, resource }: Arn): string | undefined {
  if (service === 's3') return resource.includes('/') ? 'AwsS3Object' : 'AwsS3Bucket';
  const kind = /^[a-z-]+(?=[:/])/.exec(resource)?.[0] ?? '';
  return byArn.find((row) => row[0] === service && row[1] === kind)?.[2];
}

/** GuardDuty's words (https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Resource.html) that are not Security Hub's. */
const guardDutyWords: ReadonlyMap<string, string> = new Map([
  ['accesskey', 'AwsIamAccessKey'],
  ['eks', 'AwsEksCluster'],
  ['ecs', 'AwsEcsCluster'],
  ['lambda', 'AwsLambdaFunction'],
  ['rds', 'AwsRdsDbInstance'],
]);

/** `AwsS3Bucket`, `AWS::S3::Bucket`, `aws_s3_bucket` and `S3Bucket` are one type. */
function typeOfWord(word: string | undefined): string | undefined {
  if (word === undefined) return undefined;
  const spelled = word.toLowerCase().replace(/[^a-z0-9]/g, '');
  return knownBySpelling.get(spelled) ?? knownBySpelling.get(`aws${spelled}`) ?? guardDutyWords.get(spelled);
}

const isInstance = (uid: string | undefined): boolean => /^i-[0-9a-f]{8,17}$/.test(uid ?? '');

/** The type of a resource by its ARN, else by the word of its provider; `Other` for what Security Hub has no type for. */
export function resourceTypeOf(uid: string | undefined, word: string | undefined): string {
  const arn = arnIn(uid);
  const type = arn === undefined ? undefined : typeOfArn(arn);
  return type ?? typeOfWord(word) ?? (isInstance(uid) ? 'AwsEc2Instance' : 'Other');
}
