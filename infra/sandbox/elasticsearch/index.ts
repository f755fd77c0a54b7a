import { AWS_KEYS, AWS_REGION } from '../_kit/aws-signature.ts';
import type { Service } from '../_kit/service.ts';
import { drawDocument } from './draw.ts';
import {
  ELASTIC_API_KEY,
  elasticsearch,
  OPENSEARCH_AWS_PREFIX,
  OPENSEARCH_PASSWORD,
  OPENSEARCH_USER,
  opensearch,
  opensearchDomain,
} from './receiver.ts';

export const elasticsearchService = {
  title: 'Elasticsearch',
  prefix: '/elasticsearch',
  create: elasticsearch,
  settings: (url) => ({ type: 'elasticsearch', url, apiKey: ELASTIC_API_KEY }),
  draw: drawDocument,
} as const satisfies Service;

export const opensearchService = {
  title: 'OpenSearch',
  prefix: '/opensearch',
  create: opensearch,
  settings: (url) => ({ type: 'opensearch', url, user: OPENSEARCH_USER, password: OPENSEARCH_PASSWORD }),
  draw: drawDocument,
} as const satisfies Service;

export const opensearchAwsService = {
  title: 'Amazon OpenSearch',
  prefix: OPENSEARCH_AWS_PREFIX,
  create: opensearchDomain,
  settings: (url) => ({ type: 'opensearch', url, region: AWS_REGION, ...AWS_KEYS }),
  draw: drawDocument,
} as const satisfies Service;
