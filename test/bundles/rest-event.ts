import type { APIGatewayProxyEvent } from 'aws-lambda';

const nobody: APIGatewayProxyEvent['requestContext']['identity'] = {
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
  sourceIp: '198.51.100.7',
  user: null,
  userAgent: null,
  userArn: null,
};

const contextOf = (httpMethod: string, path: string, resourcePath: string): APIGatewayProxyEvent['requestContext'] => ({
  accountId: '000000000000',
  apiId: 'api',
  authorizer: null,
  httpMethod,
  identity: nobody,
  path: `/prod${path}`,
  protocol: 'HTTP/1.1',
  requestId: 'request',
  requestTimeEpoch: Date.now(),
  resourceId: 'resource',
  resourcePath,
  stage: 'prod',
});

/** A request as the deployed REST API hands it over: its bytes in base64. */
export function restEvent(method: string, path: string, token: string, body?: Buffer): APIGatewayProxyEvent {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const source = /^\/v1\/hooks\/([^/]+)/.exec(path)?.[1];
  const resource = source === undefined ? '/v1/{proxy+}' : '/v1/hooks/{source}';
  return {
    resource,
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: source === undefined ? { proxy: path.slice('/v1/'.length) } : { source },
    stageVariables: null,
    requestContext: contextOf(method, path, resource),
    body: body?.toString('base64') ?? null,
    isBase64Encoded: body !== undefined,
  };
}
