import { sandboxSigner, signatureError } from '../_kit/aws-signature.ts';
import { bulkStore, securityException } from '../_kit/bulk.ts';
import { json, type Receiver, type SandboxRequest } from '../_kit/receiver.ts';

export const ELASTIC_API_KEY = Buffer.from('sandbox-key-id:sandbox-elastic-key').toString('base64');
export const OPENSEARCH_USER = 'tocsin';
export const OPENSEARCH_PASSWORD = 'sandbox-opensearch-password';
export const OPENSEARCH_AWS_PREFIX = '/opensearch-aws';

const authorized = (expected: string) => (request: SandboxRequest) => {
  const given = request.headers['authorization'];
  if (given === undefined) return 'missing authentication credentials for REST request';
  return given === expected ? undefined : 'unable to authenticate with provided credentials';
};

/** Elasticsearch with one API key. */
export const elasticsearch = (): Receiver =>
  bulkStore({ credentialProblem: authorized(`ApiKey ${ELASTIC_API_KEY}`), denied: securityException });

const basic = `Basic ${Buffer.from(`${OPENSEARCH_USER}:${OPENSEARCH_PASSWORD}`).toString('base64')}`;

/** OpenSearch with one internal user. */
export const opensearch = (): Receiver =>
  bulkStore({
    credentialProblem: authorized(basic),
    denied: () => ({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="OpenSearch Security"' },
      body: 'Unauthorized',
    }),
  });

/** A domain of Amazon OpenSearch Service that takes signed requests of one key. */
export const opensearchDomain = (): Receiver =>
  bulkStore({
    credentialProblem: (request) => signatureError(request, sandboxSigner('es'), ['', OPENSEARCH_AWS_PREFIX]),
    denied: (problem) =>
      json(403, {
        message: `The request signature we calculated does not match the signature you provided: ${problem}`,
      }),
  });
