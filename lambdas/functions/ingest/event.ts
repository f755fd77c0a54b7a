import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { HookRequest } from '../../engine/ingest/request.ts';

const lowerCase = (headers: Readonly<Record<string, string | undefined>> | null): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );

type Query = HookRequest['query'];

/** The query: a name that occurs once has a text, one that occurs several times a list. */
function queryOf({ queryStringParameters: last, multiValueQueryStringParameters: all }: APIGatewayProxyEvent): Query {
  const query: Record<string, string | readonly string[]> = {};
  for (const [name, value = ''] of Object.entries(last ?? {})) {
    const values = all?.[name] ?? [];
    query[name] = values.length > 1 ? values : value;
  }
  return query;
}

/** A REST API proxy event as a hook request (https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html). */
export const toHookRequest = (event: APIGatewayProxyEvent): HookRequest => ({
  method: event.httpMethod.toUpperCase(),
  source: event.pathParameters?.['source'] ?? '',
  pathToken: event.pathParameters?.['token'],
  headers: lowerCase(event.headers),
  query: queryOf(event),
  body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
  address: event.requestContext.identity.sourceIp,
});
