import { arn, list, numberOf, type Option, onOff, text, texts, values, wholeNumber, word } from './option.ts';
import type { TocsinOptions } from './options.ts';

type OptionList = { readonly [Name in keyof TocsinOptions]-?: Option<NonNullable<TocsinOptions[Name]>> };

/** What Lambda takes: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const megabytes = wholeNumber(128, 10_240);
/** What a mapping of SQS takes: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const workers = wholeNumber(2, 1000);
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html, less what never ends. */
const logDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const perFunction = values({
  ingest: megabytes,
  route: megabytes,
  deliver: megabytes,
  reconcile: megabytes,
  api: megabytes,
});

/** Every option of an installation; the tables in the docs are made of it. */
export const optionList: OptionList = {
  alarmActions: {
    ...list(
      arn(
        /^[a-z0-9-]{1,64}$/,
        /^[^\s,]{1,1024}$/,
        'the ARN of an alarm action, such as an SNS topic or a response plan',
      ),
      5,
    ),
    about: 'What alarms call beside the alarm topic, such as a response plan of Incident Manager.',
    default: 'nothing',
    example: 'arn:aws:ssm-incidents::123456789012:response-plan/soc',
  },
  alarmEmail: {
    ...text(/^[^\s@,]+@[^\s@,]+$/, 'one e-mail address'),
    about: 'Who gets the alarms by mail. AWS asks the address for a confirmation first.',
    default: 'nobody, until somebody subscribes to the topic',
    example: 'soc@example.com',
  },
  alarmTopicArn: {
    ...arn(/^sns$/, /^[\w-]{1,256}$/, 'the ARN of an SNS topic'),
    about:
      'Your own topic for the alarms. Its policy, and that of its key, must let `cloudwatch.amazonaws.com` publish. No topic is created.',
    default: 'a new topic, encrypted when `kmsKeyArn` is given',
    example: 'arn:aws:sns:eu-central-1:123456789012:on-call',
  },
  certificateArn: {
    ...arn(/^acm$/, /^certificate\/[\w-]{1,64}$/, 'the ARN of a certificate of ACM in the region of the stack'),
    about: 'The certificate of `domainName`; the two belong together.',
    default: 'none',
    example: 'arn:aws:acm:eu-central-1:123456789012:certificate/2f1d1a0e-6c1b-4a53-9a0c-1d2e3f4a5b6c',
  },
  domainName: {
    ...text(/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'a domain name in lower case'),
    about:
      'Your own name for the API. Hooks, API and console are at `https://NAME/`; the output `DomainTarget` says where its DNS record has to point. The address of API Gateway stays valid.',
    default: 'the address of API Gateway',
    example: 'alerts.example.com',
  },
  importOldQueues: {
    ...list(
      arn(
        /^sqs$/,
        /^(?=.{0,80}Webhooks)[\w-]{1,80}$/,
        'the ARN of a webhooks queue of another Tocsin, or of its dead letters, with `Webhooks` in its name; what another Tocsin has routed is delivered by itself, because it needs its table',
      ),
      8,
    ),
    about:
      'Webhooks queues of an older stack, and their dead-letter queues, that this one empties. Remove the option when they are empty.',
    default: 'none',
    example: 'arn:aws:sqs:eu-central-1:123456789012:Tocsin-Webhooks77B8A0B9-9mXk',
  },
  kmsKeyArn: {
    ...arn(/^kms$/, /^key\/[\w-]{1,64}$/, 'the ARN of a symmetric KMS key in the region of the stack, not an alias'),
    about:
      'Your own key for table, queues, bucket, secrets, logs, environments and the new alarm topic. Its policy must let in the services that the guide names.',
    default: 'keys of AWS, without cost',
    example: 'arn:aws:kms:eu-central-1:123456789012:key/0d5a1c1e-3a5e-4a53-8f0f-6a1b2c3d4e5f',
  },
  logLevel: {
    ...word('info', 'warn', 'error'),
    about:
      'The functions write no lines below this level. Metrics, and the line of ingest for each webhook, which is one, do not depend on it.',
    default: '`info`',
    example: 'warn',
  },
  logRetentionDays: {
    ...numberOf(logDays),
    about: 'How many days the logs of the functions and the access log are kept.',
    default: '30',
    example: '90',
  },
  logRole: {
    ...word('own', 'existing'),
    about:
      'API Gateway writes logs with one role for the whole account and region. `existing` leaves alone what is set there; take it when other APIs of the account have one.',
    default: '`own`: the role of this stack is set for the account',
    example: 'existing',
  },
  maxConcurrency: {
    ...values({ route: workers, deliver: workers }),
    about: 'How many copies of a function its queue starts at most.',
    default: '`route=2,deliver=5`, which a new account with a quota of 10 allows',
    example: 'route=5,deliver=10',
  },
  memory: {
    ...perFunction,
    about: 'Megabytes of a function. CPU comes with memory: 1769 MB are one whole vCPU.',
    default: '`ingest=1024,route=1769,deliver=1024,reconcile=512,api=1024`',
    example: 'deliver=1769',
  },
  removalPolicy: {
    ...word('retain', 'destroy'),
    about:
      '`destroy` deletes table, queues and secrets with the stack, and the bucket when it is empty: for trials only. `retain` keeps them.',
    default: '`retain`',
    example: 'destroy',
  },
  reservedConcurrency: {
    ...values({ ingest: wholeNumber(1, 10_000) }),
    about:
      'Copies of a function that no other function of the account can take, and more than these it does not get. An account must keep 100 unreserved.',
    default: 'none',
    example: 'ingest=20',
  },
  retentionDays: {
    ...wholeNumber(1, 3650),
    about: 'How many days alerts, deliveries and large bodies are kept.',
    default: '30',
    example: '90',
  },
  tags: {
    ...texts(
      /^(?!aws:)[\p{L}\p{N}\s_.:/+@-]{1,128}$/u,
      40,
      '`KEY=VALUE`, between commas, at most 40, no key that begins with `aws:`',
    ),
    about: 'Tags of every resource.',
    default: 'none',
    example: 'team=soc,env=prod',
  },
  throttle: {
    ...values({ rate: wholeNumber(1, 10_000), burst: wholeNumber(1, 5_000) }),
    about:
      'Requests a second that the API takes, and how many at once. Above them it answers 429. It bounds what too many requests can cost.',
    default: '`rate=1000,burst=2000`',
    example: 'rate=200,burst=400',
  },
  tracing: {
    ...onOff,
    about:
      'Traces of the functions in X-Ray. They add about $3 to a million alerts, and a wildcard permission to the role of each function.',
    default: '`false`',
    example: 'true',
  },
  vpcId: {
    ...text(/^vpc-[0-9a-f]{8,17}$/, 'the id of a VPC, such as `vpc-0a1b2c3d4e5f67890`'),
    about: 'The functions run in this VPC. It goes with `vpcSubnets` and `vpcSecurityGroups`.',
    default: 'no VPC',
    example: 'vpc-0a1b2c3d4e5f67890',
  },
  vpcSecurityGroups: {
    ...list(text(/^sg-[0-9a-f]{8,17}$/, 'the id of a security group'), 5),
    about: 'Security groups of the functions. They must let out 443, and the ports of your destinations.',
    default: 'no VPC',
    example: 'sg-0a1b2c3d4e5f67890',
  },
  vpcSubnets: {
    ...list(text(/^subnet-[0-9a-f]{8,17}$/, 'the id of a subnet'), 16),
    about: 'Private subnets of the functions, with a NAT gateway: public ones give a function no way out.',
    default: 'no VPC',
    example: 'subnet-0a1b2c3d4e5f67890,subnet-1a1b2c3d4e5f67890',
  },
  webAclArn: {
    ...arn(/^wafv2$/, /^regional\/webacl\/[\w-]{1,128}\/[\w-]{1,64}$/, 'the ARN of a regional web ACL of WAF'),
    about: 'Your web ACL in front of the API.',
    default: 'none',
    example: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/alerts/0d5a1c1e-3a5e-4a53-8f0f-6a1b2c3d4e5f',
  },
};

/** The names of all options. */
export const optionNames = Object.keys(optionList);
