import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { HookRequest } from './receive.ts';

const lowerCase = (headers: Readonly<Record<string, string | undefined>> | null): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );

const present = (values: Readonly<Record<string, string | undefined>> | null): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** A REST API proxy event as a hook request (https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html). */
export const toHookRequest = (event: APIGatewayProxyEvent): HookRequest => ({
  method: event.httpMethod.toUpperCase(),
  source: event.pathParameters?.['source'] ?? '',
  pathToken: event.pathParameters?.['token'],
  headers: lowerCase(event.headers),
  query: present(event.queryStringParameters),
  body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
});
