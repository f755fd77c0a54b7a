import * as z from 'zod/mini';
import type { OutboundRequest } from '../../domain/outbound.ts';
import type { AwsAuth } from '../../domain/request-auth.ts';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { BULK_BYTES, BULK_ITEMS, bulkLimit, bulkRequest, IndexName, judgeBulk, judgeOne } from '../_kit/siem/bulk.ts';

const text = (what: string) => z.string().check(z.minLength(1, { error: `must be ${what}` }));

const Settings = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'must be the http(s) URL of the cluster, domain or collection' })
      .check(z.describe('The endpoint of the cluster, of the domain, or of the serverless collection.')),
    index: z._default(IndexName, 'tocsin-alerts').check(z.describe('The index, alias or data stream to write to.')),
    user: z.optional(
      z
        .string()
        .check(
          z.regex(/^[^:]+$/, { error: 'must be a user name, which has no colon' }),
          z.describe('An internal user. This and password, or region.'),
        ),
    ),
    password: z.optional(text('a password').check(z.describe('The password of that user.'))),
    region: z.optional(
      z
        .string()
        .check(
          z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'must be an AWS region such as eu-central-1' }),
          z.describe('The region of an Amazon OpenSearch domain or collection: requests are then signed.'),
        ),
    ),
    service: z.optional(
      z
        .enum(['es', 'aoss'], { error: 'must be es, for a domain, or aoss, for a serverless collection' })
        .check(z.describe('What is signed for: es or aoss. Known from the URL where it is one of Amazon’s.')),
    ),
    accessKeyId: z.optional(
      text('an access key id').check(z.describe('A key to sign with; without it Tocsin’s own role signs.')),
    ),
    secretAccessKey: z.optional(text('a secret access key').check(z.describe('The secret half of that key.'))),
  })
  .check(
    z.refine(
      ({ user, password, region }) => (region === undefined) !== (user === undefined || password === undefined),
      {
        error: 'needs either user and password, or region, and not both',
      },
    ),
    z.refine(({ user, password }) => (user === undefined) === (password === undefined), {
      error: 'user and password belong together',
    }),
    z.refine(
      ({ region, service, accessKeyId }) =>
        region !== undefined || (service === undefined && accessKeyId === undefined),
      { error: 'service and accessKeyId belong to region' },
    ),
    z.refine(({ accessKeyId, secretAccessKey }) => (accessKeyId === undefined) === (secretAccessKey === undefined), {
      error: 'accessKeyId and secretAccessKey belong together',
    }),
  );
type Settings = z.infer<typeof Settings>;

function awsAuth({ url, region, service, accessKeyId, secretAccessKey }: Settings): AwsAuth | undefined {
  if (region === undefined) return undefined;
  const isServerless = /\.aoss\.amazonaws\.com(\.cn)?$/.test(URL.parse(url)?.hostname ?? '');
  return {
    kind: 'aws',
    service: service ?? (isServerless ? 'aoss' : 'es'),
    region,
    ...(accessKeyId === undefined || secretAccessKey === undefined ? {} : { keys: { accessKeyId, secretAccessKey } }),
  };
}

const basic = ({ user, password }: Settings): string | undefined =>
  user === undefined ? undefined : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const requestOf = (items: readonly Rendered[], settings: Settings): OutboundRequest =>
  bulkRequest(items, {
    url: settings.url,
    index: settings.index,
    authorization: basic(settings),
    auth: awsAuth(settings),
  });

/** ECS documents, each under an id of its own, so that one that is sent twice is stored once. */
export const opensearch = defineDestination<Settings>({
  docs: 'https://docs.opensearch.org/latest/api-reference/document-apis/bulk/',
  about: {
    name: 'OpenSearch and Amazon OpenSearch Service',
    group: 'siem',
    shows:
      'One document an alert in the Elastic Common Schema, found in Discover and by alerting monitors. event.kind is "alert" ' +
      'for a live detection alone; what ends or updates a finding is an "event" with the same tocsin.finding.uid. The whole ' +
      'alert is in event.original.',
    setup: [
      'Install the ingest pipeline first: in Dashboards open "Dev Tools" and send PUT _ingest/pipeline/tocsin with the content ' +
        'of [ingest-pipeline.json](../content/opensearch/ingest-pipeline.json). It sets event.ingested, by which monitors find ' +
        'alerts that were reported late. Where it is refused (Amazon serverless collections take a part of the API), leave out ' +
        'index.final_pipeline of the index template as well; Tocsin sends event.ingested itself.',
      'Install the index template (OpenSearch 2.7 or newer): send PUT _index_template/tocsin with the content of ' +
        '[index-template.json](../content/opensearch/index-template.json). It holds whatever senders name as one field ' +
        '(tocsin.labels, tocsin.facts). For another index put its name into index_patterns. An index that exists keeps its ' +
        'mapping: name a new one in index.',
      'For a monitor, send POST _plugins/_alerting/monitors with the content of ' +
        '[monitor.json](../content/opensearch/monitor.json), and give its trigger an action. It looks by event.ingested.',
      'Self-managed: in Dashboards open "Security", "Roles", and create one with the index permission create_index, ' +
        'indices:data/write/bulk* and indices:admin/mapping/put on the index and the cluster permission indices:data/write/bulk; map a new internal ' +
        'user to it and set user and password.',
      'Amazon domain: allow es:ESHttpPost on the index in the domain’s access policy for Tocsin’s role (and map the role ' +
        'under "Security" where fine-grained access control is on); set region.',
      'Amazon serverless: make a collection of the type "Search", for the other types take no ids; give Tocsin’s role ' +
        'aoss:APIAccessAll by IAM and aoss:WriteDocument, aoss:CreateIndex and aoss:UpdateIndex by a data access policy; set region.',
    ],
    cannot: [
      'Serverless collections of the types "Time series" and "Vector search" take no document ids, so Tocsin cannot write ' +
        'to them without storing repeats.',
      'A data stream knows an id again only until it rolls over.',
      'Without the index template every new name of a label or fact becomes a field of the index, until the index takes no more ' +
        'or a value does not fit. Such an alert is sent once more without labels and facts, tagged without_labels_and_facts.',
      'A label or fact has 1,024 characters at most in its field; the whole is in event.original.',
    ],
    limits: [bulkLimit('https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html')],
  },
  settings: Settings,
  secrets: ['password', 'secretAccessKey'],
  audience: 'machines',
  isIdempotent: true,
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge: judgeOne,
  batch: { maxItems: BULK_ITEMS, maxBytes: BULK_BYTES, render: requestOf, judge: judgeBulk },
});
