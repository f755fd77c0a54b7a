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
  resourceType: z.optional(z.enum(['CONTAINER', 'POD', 'CLUSTER'])),
  resourceSubtype: optional,
});
const File = z.strictObject({ fullPath: text });
const machine = { hostname: optional, ip: z.optional(z.array(text.check(z.refine((ip) => isIP(ip) > 0)))) };

const Principal = z
  .strictObject({
    ...machine,
    user: z.optional(z.strictObject({ userid: text })),
    process: z.optional(z.strictObject({ commandLine: text, file: z.optional(File) })),
    location: z.optional(z.strictObject({ countryOrRegion: text })),
  })
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

const Result = z.strictObject({
  ruleId: optional,
  ruleName: optional,
  summary: optional,
  description: optional,
  categoryDetails: z.array(text),
  severity: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  severityDetails: optional,
  action: z.array(z.enum(['ALLOW', 'BLOCK', 'UNKNOWN_ACTION'])),
  actionDetails: text,
  alertState: z.enum(['ALERTING', 'NOT_ALERTING']),
  threatStatus: z.optional(z.enum(['ACTIVE', 'CLEARED'])),
  urlBackToProduct: z.optional(link),
  attackDetails: z.optional(z.strictObject({ techniques: z.array(Technique) })),
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
    productEventType: z.optional(bytes(64)),
    description: z.optional(bytes(1024)),
    urlBackToProduct: z.optional(link),
    ingestionLabels: labels,
  }),
  principal: z.optional(Principal),
  target: z.optional(
    z.strictObject({
      ...machine,
      url: optional,
      file: z.optional(File),
      resource: z.optional(Resource),
      resourceAncestors: z.optional(z.array(Resource)),
    }),
  ),
  observer: z.strictObject({ hostname: text, application: text }),
  network: z.optional(z.strictObject({ http: z.strictObject({ method: text }) })),
  securityResult: z.array(Result).check(z.minLength(1)),
  additional: z.strictObject({
    state: text,
    target_kind: optional,
    image: optional,
    attack: optional,
    remediation: optional,
    evidence: optional,
  }),
});

const Body = z.strictObject({
  inlineSource: z.strictObject({ events: z.array(z.strictObject({ udm: Udm })).check(z.minLength(1)) }),
});

const PATH =
  /^https:\/\/[^/]+\/v1(?:beta|alpha)?\/projects\/[^/]+\/locations\/[a-z0-9-]+\/instances\/[0-9a-f-]{36}\/events:import$/;

export function problems({ method, url, body = '', auth }: OutboundRequest): string[] {
  const parsed = Body.safeParse(JSON.parse(body));
  return [
    ...(method === 'POST' && PATH.test(url) ? [] : [`${method} ${url}`]),
    ...(auth?.kind === 'service-account' ? [] : ['no service account']),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
  ];
}
