import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { problemAnswer } from '../../lambdas/core/problem.ts';

type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

export interface EdgeProps {
  readonly host: string;
  readonly port: number;
  readonly ingest: Handler;
  readonly api: Handler;
  readonly onError: (error: unknown) => void;
}

/** API Gateway takes 10 MB (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html). */
const MAX_BYTES = 10 * 1024 * 1024;

const hookPath = /^\/v1\/hooks\/([^/]+)(?:\/([^/]+))?\/?$/;

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Read and thrown away of a body that is too large, so that its sender comes to hear the answer. */
const MAX_DRAINED_BYTES = 128 * 1024 * 1024;

/** The whole body, or nothing when it is larger than the gateway takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BYTES) chunks.push(chunk);
    else chunks.length = 0;
    if (size > MAX_DRAINED_BYTES) break;
  }
  return size > MAX_BYTES ? undefined : Buffer.concat(chunks);
}

const listed = (headers: IncomingMessage['headersDistinct']): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, values]) => (values === undefined ? [] : [[name, values]])),
  );

const last = (lists: Record<string, string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']));

function queryOf(url: URL): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const name of new Set(url.searchParams.keys())) lists[name] = url.searchParams.getAll(name);
  return lists;
}

const orNull = <T extends object>(value: T): T | null => (Object.keys(value).length === 0 ? null : value);

/** A request as a REST API with `binaryMediaTypes: ['*\/*']` hands it to Lambda: the body always in base64. */
function toEvent(request: IncomingMessage, url: URL, body: Buffer): APIGatewayProxyEvent {
  const [, source, token] = hookPath.exec(url.pathname) ?? [];
  const resource = source === undefined ? '/{proxy+}' : `/v1/hooks/{source}${token === undefined ? '' : '/{token}'}`;
  const pathParameters =
    source === undefined
      ? { proxy: url.pathname.slice(1) }
      : { source: decode(source), ...(token === undefined ? {} : { token: decode(token) }) };
  const headers = listed(request.headersDistinct);
  const query = queryOf(url);
  const method = request.method ?? 'GET';
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  return {
    resource,
    path: url.pathname,
    httpMethod: method,
    headers: last(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(last(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters,
    stageVariables: null,
    requestContext: requestContext(method, url.pathname, resource, sourceIp),
    body: body.length === 0 ? null : body.toString('base64'),
    isBase64Encoded: body.length > 0,
  };
}

const noIdentity = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userAgent: null,
  userArn: null,
};

const requestContext = (
  httpMethod: string,
  path: string,
  resourcePath: string,
  sourceIp: string,
): APIGatewayProxyEvent['requestContext'] => ({
  accountId: '000000000000',
  apiId: 'local',
  authorizer: null,
  protocol: 'HTTP/1.1',
  httpMethod,
  identity: { ...noIdentity, sourceIp },
  path,
  stage: 'local',
  requestId: randomUUID(),
  requestTimeEpoch: Date.now(),
  resourceId: 'local',
  resourcePath,
});

function answer(response: ServerResponse, result: APIGatewayProxyResult): void {
  const { statusCode, headers = {}, multiValueHeaders = {}, body, isBase64Encoded } = result;
  const single = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  const several = Object.entries(multiValueHeaders).map(([name, values]) => [name, values.map(String)] as const);
  response.writeHead(statusCode, Object.fromEntries([...single, ...several]));
  response.end(isBase64Encoded === true ? Buffer.from(body, 'base64') : body);
}

const tooLarge = {
  status: 413,
  title: 'Body too large',
  detail: `found more than ${MAX_BYTES} bytes; send smaller batches, or compress them (content-encoding: gzip)`,
};

async function serve(request: IncomingMessage, response: ServerResponse, { ingest, api }: EdgeProps): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  if (body === undefined) {
    answer(response, {
      ...problemAnswer(tooLarge),
      headers: { ...problemAnswer(tooLarge).headers, connection: 'close' },
    });
    return;
  }
  const event = toEvent(request, url, body);
  answer(response, await (hookPath.test(url.pathname) ? ingest(event) : api(event)));
}

const failed = {
  status: 500,
  title: 'Internal error',
  detail: 'the request failed on our side and was logged: try again',
};

/** What API Gateway does in front of the functions, on this machine. */
export async function startEdge(props: EdgeProps): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    serve(request, response, props).catch((error: unknown) => {
      props.onError(error);
      if (!response.headersSent) answer(response, { ...problemAnswer(failed), headers: {} });
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(props.port, props.host, () => resolve());
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : props.port;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port, close };
}
