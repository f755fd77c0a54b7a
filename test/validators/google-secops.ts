import { isIP } from 'node:net';
import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

// The part of the Unified Data Model that an alert may use, from its field list and its usage guide
// (https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list, …/unified-data-model/udm-usage).

const text = z.string().check(
  z.minLength(1),
  z.refine((value) => value.isWellFormed(), { error: 'half of a surrogate pair' }),
);
const optional = z.optional(text);
const bytes = (max: number) =>
  text.check(z.refine((value) => Buffer.byteLength(value) <= max, { error: `> ${max} bytes` }));
const time = text.check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/));
const link = text.check(z.regex(/^https?:\/\/[\x21-\x7e]+$/));
const Label = z.strictObject({ key: text, value: text });
const labels = z.array(Label).check(z.minLength(1));

const Resource = z.strictObject({
  name: text,
  // https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list#resourceresourcetype
  resourceType: z.optional(
    z.enum([
      ...(['CONTAINER', 'POD', 'CLUSTER', 'IMAGE', 'REPOSITORY', 'CLOUD_PROJECT', 'VIRTUAL_MACHINE'] as const),
      ...(['STORAGE_BUCKET', 'FUNCTION', 'CREDENTIAL', 'SERVICE_ACCOUNT', 'DATABASE'] as const),
    ]),
  ),
  resourceSubtype: optional,
  productObjectId: optional,
  attribute: z.optional(
    z.strictObject({
      cloud: z.strictObject({
        environment: z.enum(['AMAZON_WEB_SERVICES', 'MICROSOFT_AZURE', 'GOOGLE_CLOUD_PLATFORM']),
      }),
    }),
  ),
});
const hex = (digits: number) => z.optional(text.check(z.regex(new RegExp(`^[0-9a-f]{${digits}}$`))));
const File = z.strictObject({
  fullPath: optional,
  names: z.optional(z.array(text).check(z.minLength(1))),
  sha256: hex(64),
  sha1: hex(40),
  md5: hex(32),
});
const port = z.optional(z.int().check(z.minimum(0), z.maximum(65_535)));
const address = text.check(z.refine((ip) => isIP(ip) > 0 && !ip.includes('%')));
const program = { pid: z.optional(text.check(z.regex(/^\d{1,10}$/))), commandLine: optional, file: z.optional(File) };
const Process = z.strictObject({ ...program, parentProcess: z.optional(z.strictObject(program)) });

/** A noun with what an alert may know of it. */
const noun = {
  hostname: optional,
  ip: z.optional(z.array(address).check(z.minLength(1))),
  natIp: z.optional(z.array(address).check(z.minLength(1))),
  port,
  application: optional,
  url: optional,
  user: z.optional(
    z.strictObject({ userid: optional, emailAddresses: z.optional(z.array(text).check(z.minLength(1))) }),
  ),
  process: z.optional(Process),
  file: z.optional(File),
  location: z.optional(z.strictObject({ countryOrRegion: optional, name: optional })),
  resource: z.optional(Resource),
  resourceAncestors: z.optional(z.array(Resource).check(z.minLength(1))),
};
const Noun = z.strictObject(noun);

const Principal = z
  .strictObject(noun)
  // "The principal must include at least one machine detail or user detail."
  .check(z.refine(({ hostname, ip, user }) => [hostname, ip, user].some((value) => value !== undefined)));

const Technique = z
  .strictObject({
    id: text.check(z.regex(/^T\d{4}$/)),
    name: optional,
    subtechniqueId: z.optional(text.check(z.regex(/^T\d{4}\.\d{3}$/))),
    subtechniqueName: optional,
  })
  .check(z.refine(({ id, subtechniqueId = id }) => subtechniqueId.startsWith(id)));

const Tactic = z.strictObject({ id: text.check(z.regex(/^TA\d{4}$/)), name: optional });
const score = z.optional(z.number().check(z.minimum(0), z.maximum(100)));

const Result = z.strictObject({
  ruleId: optional,
  ruleName: optional,
  ruleVersion: optional,
  summary: optional,
  description: optional,
  // https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list#securityresultsecuritycategory
  category: z.optional(
    z.array(
      z.enum([
        ...(['POLICY_VIOLATION', 'DATA_AT_REST', 'DATA_EXFILTRATION', 'NETWORK_RECON'] as const),
        'NETWORK_COMMAND_AND_CONTROL',
      ]),
    ),
  ),
  categoryDetails: z.array(text).check(z.minLength(1)),
  riskScore: score,
  confidenceScore: score,
  threatId: optional,
  firstDiscoveredTime: z.optional(time),
  lastDiscoveredTime: z.optional(time),
  severity: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  severityDetails: optional,
  action: z.array(z.enum(['ALLOW', 'BLOCK', 'UNKNOWN_ACTION'])),
  actionDetails: text,
  alertState: z.enum(['ALERTING', 'NOT_ALERTING']),
  threatStatus: z.optional(z.enum(['ACTIVE', 'CLEARED'])),
  urlBackToProduct: z.optional(link),
  attackDetails: z.optional(
    z.strictObject({ techniques: z.optional(z.array(Technique)), tactics: z.optional(z.array(Tactic)) }),
  ),
  detectionFields: z.optional(labels),
});

const Udm = z.strictObject({
  metadata: z.strictObject({
    id: text.check(z.refine((id) => Buffer.from(id, 'base64').toString('base64') === id)),
    productLogId: z.optional(bytes(256)),
    eventTimestamp: time,
    collectedTimestamp: z.optional(time),
    eventType: z.literal('GENERIC_EVENT'),
    vendorName: z.optional(bytes(256)),
    productName: z.optional(bytes(256)),
    productVersion: z.optional(bytes(32)),
    productEventType: z.optional(bytes(64)),
    description: z.optional(bytes(1024)),
    urlBackToProduct: z.optional(link),
    ingestionLabels: labels,
  }),
  principal: z.optional(Principal),
  target: z.optional(Noun),
  about: z.optional(z.array(Noun).check(z.minLength(1))),
  intermediary: z.optional(z.array(Noun).check(z.minLength(1))),
  observer: z.strictObject({ hostname: z.optional(text), ip: z.optional(z.array(address)), application: text }),
  network: z.optional(
    z.strictObject({
      direction: z.optional(z.enum(['INBOUND', 'OUTBOUND'])),
      ipProtocol: z.optional(z.enum(['TCP', 'UDP', 'ICMP', 'IGMP', 'GRE', 'ESP', 'SCTP', 'VRRP', 'PIM', 'EIGRP'])),
      http: z.optional(z.strictObject({ method: optional, userAgent: optional })),
    }),
  ),
  securityResult: z.array(Result).check(z.minLength(1)),
  extensions: z.optional(
    z.strictObject({
      vulns: z.strictObject({
        vulnerabilities: z
          .array(
            z.strictObject({
              cveId: optional,
              name: optional,
              description: optional,
              vendor: optional,
              cvssBaseScore: z.optional(z.number().check(z.minimum(0), z.maximum(10))),
              severity: z.enum(['UNKNOWN_SEVERITY', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
            }),
          )
          .check(z.minLength(1)),
      }),
    }),
  ),
  additional: z.strictObject({
    state: text,
    attack: optional,
    vulnerabilities: optional,
    remediation: optional,
    evidence: optional,
    more_facts: optional,
  }),
});

const Body = z.strictObject({
  inlineSource: z.strictObject({ events: z.array(z.strictObject({ udm: Udm })).check(z.minLength(1)) }),
});

const PATH =
  /^https:\/\/[^/]+\/v1(?:beta|alpha)?\/projects\/[^/]+\/locations\/[a-z0-9-]+\/instances\/[0-9a-f-]{36}\/events:import$/;

/** What is wrong with one event. */
export const eventProblems = (event: unknown): string[] =>
  (Udm.safeParse(event).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

export function problems({ method, url, body = '', auth }: OutboundRequest): string[] {
  const parsed = Body.safeParse(JSON.parse(body));
  return [
    ...(method === 'POST' && PATH.test(url) ? [] : [`${method} ${url}`]),
    ...(auth?.kind === 'service-account' ? [] : ['no service account']),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
  ];
}
