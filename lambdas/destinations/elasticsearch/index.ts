import * as z from 'zod/mini';
import type { OutboundRequest } from '../../domain/outbound.ts';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { BULK_BYTES, BULK_ITEMS, bulkLimit, bulkRequest, IndexName, judgeBulk, judgeOne } from '../_kit/siem/bulk.ts';

const BULK_PAGE = 'https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk';

const Settings = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'must be the http(s) URL of the cluster or project' })
      .check(z.describe('Where Elasticsearch is, such as https://my-project.es.eu-central-1.aws.elastic.cloud:443.')),
    index: z
      ._default(IndexName, 'logs-tocsin.alert-default')
      .check(
        z.describe(
          'The data stream, index or alias to write to. Names that begin with logs- become data streams by themselves.',
        ),
      ),
    apiKey: z.optional(
      z.string().check(
        z.regex(/^[A-Za-z0-9+/_-]+={0,2}$/, {
          error: 'is not an encoded API key: expected its "encoded" form, which is base64 of id:api_key',
        }),
        z.describe('An API key in its encoded form. This, or user and password.'),
      ),
    ),
    user: z.optional(
      z
        .string()
        .check(
          z.regex(/^[^:]+$/, { error: 'must be a user name, which has no colon' }),
          z.describe('A user, where there are no API keys.'),
        ),
    ),
    password: z.optional(
      z.string().check(z.minLength(1, { error: 'must not be empty' }), z.describe('The password of that user.')),
    ),
  })
  .check(
    z.refine(
      ({ apiKey, user, password }) =>
        (apiKey === undefined) !== (user === undefined && password === undefined) &&
        (user === undefined) === (password === undefined),
      { error: 'needs either apiKey, or user and password, and not both' },
    ),
  );
type Settings = z.infer<typeof Settings>;

const authorizationOf = ({ apiKey, user, password }: Settings): string =>
  apiKey === undefined ? `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` : `ApiKey ${apiKey}`;

const requestOf = (items: readonly Rendered[], settings: Settings): OutboundRequest =>
  bulkRequest(items, { url: settings.url, index: settings.index, authorization: authorizationOf(settings) });

/** ECS documents, each under an id of its own, so that one that is sent twice is stored once. */
export const elasticsearch = defineDestination<Settings>({
  docs: BULK_PAGE,
  about: {
    name: 'Elasticsearch and Elastic Security',
    group: 'siem',
    shows:
      'One document an alert in the Elastic Common Schema, found in Discover and by detection rules. event.kind is "alert" ' +
      'for a live detection alone; what ends or updates a finding is an "event" with the same tocsin.finding.uid. The whole ' +
      'alert is in event.original.',
    setup: [
      'Install the ingest pipeline first: in Kibana open "Dev Tools" and send PUT _ingest/pipeline/tocsin with the content of ' +
        '[ingest-pipeline.json](../content/elastic/ingest-pipeline.json). It sets event.ingested, by which rules find alerts ' +
        'that were reported late.',
      'Install the index template (Elasticsearch 8.7 or newer): send PUT _index_template/tocsin with the content of ' +
        '[index-template.json](../content/elastic/index-template.json). It holds whatever senders name as one field ' +
        '(tocsin.labels, tocsin.facts). For another index put its name into index_patterns, and leave out data_stream when it ' +
        'is no data stream. A stream that exists takes it at its next rollover.',
      'For alerts in Elastic Security: under "Security", "Rules", "Import" choose ' +
        '[detection-rule.ndjson](../content/elastic/detection-rule.ndjson), or enable the prebuilt rule "External Alerts"; not ' +
        'both. Rules of your own should set their timestamp override to event.ingested.',
      'In Kibana open "Stack Management", "API keys" (on Serverless: "Project settings", "Management", "API keys") and ' +
        'choose "Create API key".',
      'Switch on "Restrict privileges" and enter {"tocsin":{"index":[{"names":["logs-tocsin.alert-default"],' +
        '"privileges":["create_doc","auto_configure"]}]}}: Tocsin adds documents and does nothing else.',
      'Copy the key as "Encoded" and set apiKey; set url to the Elasticsearch endpoint of the deployment, not to Kibana.',
    ],
    cannot: [
      'A data stream knows an id again only until it rolls over: an alert that is sent again after that is stored twice, ' +
        'under one event.id.',
      'What an ingest pipeline drops counts as delivered.',
      'Without the index template every new name of a label or fact becomes a field of the index, until the index takes no more ' +
        'or a value does not fit. Such an alert is sent once more without labels and facts, tagged without_labels_and_facts.',
      'A label or fact has 1,024 characters at most in its field; the whole is in event.original.',
    ],
    limits: [
      bulkLimit('https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/networking-settings'),
    ],
  },
  settings: Settings,
  secrets: ['apiKey', 'password'],
  audience: 'machines',
  isIdempotent: true,
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge: judgeOne,
  batch: { maxItems: BULK_ITEMS, maxBytes: BULK_BYTES, render: requestOf, judge: judgeBulk },
});
