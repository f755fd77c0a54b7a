import { isFields } from '../../../lambdas/domain/values/json-fields.ts';

/** What Google's parser of UDM refuses, for the fields that an alert may use: strange names, values and times. */

type Rule =
  | 'text'
  | 'time'
  | 'bytes'
  | 'struct'
  | 'number'
  | ReadonlySet<string>
  | readonly [Rule]
  | { readonly [name: string]: Rule };

const anyOf = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const texts = (...names: readonly string[]): Record<string, Rule> =>
  Object.fromEntries(names.map((name) => [name, 'text']));

const label = texts('key', 'value', 'source');
const file: { readonly [name: string]: Rule } = { ...texts('fullPath', 'sha256', 'sha1', 'md5'), names: ['text'] };
const program: { readonly [name: string]: Rule } = { ...texts('pid', 'commandLine'), file };
const resource: Rule = {
  ...texts('name', 'resourceSubtype', 'productObjectId'),
  resourceType: anyOf(
    'UNSPECIFIED',
    'CLUSTER',
    'POD',
    'CONTAINER',
    'SERVICE_ACCOUNT',
    'VIRTUAL_MACHINE',
    'STORAGE_BUCKET',
    'IMAGE',
    'REPOSITORY',
    'CLOUD_PROJECT',
    'FUNCTION',
    'CREDENTIAL',
    'DATABASE',
  ),
  attribute: {
    cloud: { environment: anyOf('AMAZON_WEB_SERVICES', 'MICROSOFT_AZURE', 'GOOGLE_CLOUD_PLATFORM') },
  },
};
const noun: Rule = {
  ...texts('hostname', 'assetId', 'url', 'application', 'namespace', 'email'),
  ip: ['text'],
  port: 'number',
  user: { ...texts('userid', 'userDisplayName'), emailAddresses: ['text'] },
  process: { ...program, parentProcess: program },
  file,
  location: texts('name', 'countryOrRegion'),
  resource,
  resourceAncestors: [resource],
};
const technique = texts('id', 'name', 'subtechniqueId', 'subtechniqueName');

const udm: Rule = {
  metadata: {
    ...texts('productLogId', 'vendorName', 'productName', 'productVersion', 'productEventType', 'description'),
    ...texts('urlBackToProduct', 'logType'),
    id: 'bytes',
    eventTimestamp: 'time',
    collectedTimestamp: 'time',
    eventType: anyOf(
      'GENERIC_EVENT',
      'SCAN_UNCATEGORIZED',
      'SCAN_HOST',
      'SCAN_NETWORK',
      'NETWORK_HTTP',
      'PROCESS_LAUNCH',
    ),
    ingestionLabels: [label],
  },
  principal: noun,
  src: noun,
  target: noun,
  observer: noun,
  about: [noun],
  intermediary: [noun],
  network: {
    http: texts('method', 'userAgent', 'referralUrl'),
    direction: anyOf('INBOUND', 'OUTBOUND', 'BROADCAST'),
    ipProtocol: anyOf('TCP', 'UDP', 'ICMP', 'IGMP', 'GRE', 'ESP', 'SCTP', 'VRRP', 'PIM', 'EIGRP'),
  },
  securityResult: [
    {
      ...texts('ruleId', 'ruleName', 'summary', 'description', 'severityDetails', 'actionDetails', 'urlBackToProduct'),
      ...texts('threatName', 'threatId', 'ruleVersion'),
      ...{ riskScore: 'number', confidenceScore: 'number', firstDiscoveredTime: 'time', lastDiscoveredTime: 'time' },
      category: [
        anyOf(
          ...[
            'SOFTWARE_MALICIOUS',
            'NETWORK_RECON',
            'NETWORK_COMMAND_AND_CONTROL',
            'DATA_EXFILTRATION',
            'DATA_AT_REST',
          ],
          ...['POLICY_VIOLATION', 'EXPLOIT', 'ACL_VIOLATION', 'AUTH_VIOLATION', 'DATA_DESTRUCTION'],
        ),
      ],
      about: noun,
      categoryDetails: ['text'],
      severity: anyOf('UNKNOWN_SEVERITY', 'INFORMATIONAL', 'ERROR', 'NONE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'),
      action: [anyOf('UNKNOWN_ACTION', 'ALLOW', 'BLOCK', 'ALLOW_WITH_MODIFICATION', 'QUARANTINE', 'FAIL', 'CHALLENGE')],
      alertState: anyOf('UNSPECIFIED', 'NOT_ALERTING', 'ALERTING'),
      threatStatus: anyOf('THREAT_STATUS_UNSPECIFIED', 'ACTIVE', 'CLEARED', 'FALSE_POSITIVE'),
      attackDetails: { version: 'text', techniques: [technique], tactics: [texts('id', 'name')] },
      detectionFields: [label],
    },
  ],
  extensions: {
    vulns: {
      vulnerabilities: [
        {
          ...texts('name', 'description', 'vendor', 'cveId'),
          cvssBaseScore: 'number',
          severity: anyOf('UNKNOWN_SEVERITY', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'),
        },
      ],
    },
  },
  additional: 'struct',
};

const forms: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' && value.isWellFormed(),
  time: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)),
  bytes: (value) => typeof value === 'string' && /^[\w+/-]*={0,2}$/.test(value),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  struct: (value) => isFields(value) && JSON.stringify(value).isWellFormed(),
};

const isSet = (rule: Rule): rule is ReadonlySet<string> => rule instanceof Set;
const isList = (rule: Rule): rule is readonly [Rule] => Array.isArray(rule);

function listProblem(value: unknown, [inner]: readonly [Rule], path: string): string | undefined {
  if (!Array.isArray(value)) return `Invalid value at '${path}'`;
  return value.map((each, i) => problemAt(each, inner, `${path}[${i}]`)).find((problem) => problem !== undefined);
}

function fieldsProblem(value: unknown, rules: { readonly [name: string]: Rule }, path: string): string | undefined {
  if (!isFields(value)) return `Invalid value at '${path}'`;
  return Object.entries(value)
    .map(([name, inner]) => {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      return rule === undefined ? `Unknown name "${name}" at '${path}'` : problemAt(inner, rule, `${path}.${name}`);
    })
    .find((problem) => problem !== undefined);
}

function problemAt(value: unknown, rule: Rule, path: string): string | undefined {
  if (typeof rule === 'string') return forms[rule]?.(value) === true ? undefined : `Invalid value at '${path}'`;
  if (isSet(rule)) return typeof value === 'string' && rule.has(value) ? undefined : `Invalid value at '${path}'`;
  return isList(rule) ? listProblem(value, rule, path) : fieldsProblem(value, rule, path);
}

/** What is wrong with an event, in Google's words; nothing when it is taken. */
export function udmProblem(event: unknown, path: string): string | undefined {
  const problem = problemAt(event, udm, path);
  if (problem !== undefined || !isFields(event)) return problem;
  const metadata = isFields(event['metadata']) ? event['metadata'] : {};
  if (metadata['eventType'] === undefined) return 'generic::invalid_argument: event_type is required';
  if (metadata['eventTimestamp'] === undefined) return 'generic::invalid_argument: event_timestamp is required';
  const nouns = ['principal', 'src', 'target', 'observer', 'about'].filter((name) => event[name] !== undefined);
  return nouns.length === 0 ? 'generic::invalid_argument: an event must have a noun' : undefined;
}
