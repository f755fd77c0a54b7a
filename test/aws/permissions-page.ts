import type { Template } from 'aws-cdk-lib/assertions';
import { functionNames } from '../../infra/aws/bundle.ts';
import { type Permission, permissionsOfRole } from './statements.ts';

/** Why a function may do something, by the action and the resource without its index. */
const reasons: Readonly<Record<string, string>> = {
  'dynamodb: Table': 'alerts, deliveries, conversations, silences and counters are its rows',
  'dynamodb: Table/index': 'lists are read from this index; no other action is allowed on it',
  'ec2: *': 'only with `vpcId`: Lambda makes the network interfaces of a function, which have no names before',
  'kms: the key': 'only with `kmsKeyArn`: what it reads and writes is encrypted with your key',
  'logs: Logs': 'its own log group',
  's3: Bucket/webhooks/*':
    'a body that does not fit into a message; each gets a new key, so the prefix is the narrowest name',
  'secretsmanager: SecretsDestinations': 'the values of the placeholders in destinations, and the admin token',
  'secretsmanager: SecretsSources': 'the values of the placeholders in sources',
  'sqs: DeadLetters': 'dead letters come back when the cause is gone, and are counted',
  'sqs: Queue': 'its own way of work: what it reads, and what it hands on',
  'sqs: the old queue': 'only with `importOldQueues`: it empties the queue of an older stack',
  'xray: *': 'only with `tracing=true`: X-Ray has no resources to name',
};

function subjectOf(resource: string): string {
  if (resource.includes(':key/')) return 'the key';
  if (resource.startsWith('arn:aws:sqs:')) return 'the old queue';
  if (resource.endsWith('Logs')) return 'Logs';
  if (resource.endsWith('DeadLetters')) return 'DeadLetters';
  return resource === 'Webhooks' || resource === 'Deliveries' ? 'Queue' : resource.replace(/\/index\/.*/, '/index');
}

const shown = (resource: string): string =>
  ['the key', 'the old queue'].includes(subjectOf(resource)) ? subjectOf(resource) : `\`${resource}\``;

interface Row {
  readonly resource: string;
  readonly actions: readonly string[];
  readonly why: string;
}

/** The permissions of a role, one row for each resource and service. */
function rowsOf(permissions: readonly Permission[]): Row[] {
  const parts = [...new Set(permissions)].map((each) => {
    const [action = '', resource = ''] = each.split(' on ');
    return { action, resource, key: `${action.split(':')[0]} ${resource}` };
  });
  return [...Map.groupBy(parts, ({ key }) => key).values()].map((group) => {
    const [{ action = '', resource = '' } = {}] = group;
    const subject = `${action.split(':')[0]}: ${subjectOf(resource)}`;
    const why = reasons[subject];
    if (why === undefined)
      throw new Error(`no reason for "${subject}": say in test/aws/permissions-page.ts why it is needed`);
    return { resource, actions: group.map((each) => `\`${each.action}\``), why };
  });
}

const lineOf = ({ resource, actions, why }: Row): string => `| ${shown(resource)} | ${actions.join(', ')} | ${why} |`;

const titled = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const head = '| resource | actions | why |\n| --- | --- | --- |';

/** The page of what the functions may do, from a template with the default options and one with all. */
export function permissionsPage(plain: Template, full: Template): string {
  const sections = functionNames.map((name) => {
    const role = `${titled(name)}Role`;
    const own = permissionsOfRole(plain, role);
    const more = permissionsOfRole(full, role).filter((each) => !own.includes(each));
    return `## ${titled(name)}\n\n${head}\n${[...rowsOf(own), ...rowsOf(more)].map(lineOf).join('\n')}\n`;
  });
  return `# Permissions on AWS

Each function has a role of its own, with one policy and no managed policy. This is all that the policies allow, read from the template by a test
that fails when a permission appears, goes or changes its resource: \`npx vitest run test/aws/permissions.test.ts -u\` writes this page again. Another test holds the actions on the table
against the code: no action is granted that the code does not use.

Resources are named as in the template. The deliver function is also allowed what destinations without keys of their own need, each for exactly the
names in \`tocsin.yaml\`: \`ses:SendEmail\` for the from address, \`securityhub:BatchImportFindings\`, \`sns:Publish\`, \`events:PutEvents\`,
\`s3:PutObject\` below the prefix of the archive, \`es:ESHttpPost\` or \`aoss:APIAccessAll\`.

${sections.join('\n')}
## Others

| who | may | on | why |
| --- | --- | --- | --- |
| API Gateway | \`lambda:InvokeFunction\` | ingest, api | requests |
| EventBridge | \`lambda:InvokeFunction\` | reconcile | the run of every minute |
| EventBridge | \`sqs:SendMessage\` | \`Webhooks\`, its dead letters | only for sources with \`auth: eventbridge\`, and from their rules alone |
| CloudWatch | \`sns:Publish\` | the alarm topic | alarms of this account |
| API Gateway, in the whole account | the managed policy \`AmazonAPIGatewayPushToCloudWatchLogs\` | logs | AWS demands it for access logs; not with \`logRole=existing\` |

Queues, bucket and topic refuse everybody without TLS.

## If one is missing

It shows as \`AccessDenied\` in the log of the function, with the action and the resource. What the person who deploys needs is in the
[guide](guides/aws.md#what-you-need).
`;
}
