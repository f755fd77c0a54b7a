import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import dynalite from 'dynalite';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { listenOnLoopback } from './loopback.ts';
import { refusalOf } from './strict/requests.ts';

const VALIDATION = 'com.amazon.coral.validate#ValidationException';

function refuse(message: string, response: ServerResponse): void {
  const body = JSON.stringify({ __type: VALIDATION, message: `One or more parameter values were invalid: ${message}` });
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
}

function parsed(body: Buffer): Readonly<Record<string, unknown>> {
  const value: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  return isFields(value) ? value : {};
}

/** `X-Amz-Target: DynamoDB_20120810.Query` names the operation. */
const operationOf = ({ headers }: IncomingMessage): string => String(headers['x-amz-target'] ?? '').split('.')[1] ?? '';

/** A request whose body was read, for a listener that reads it again. */
const again = ({ headers, method, url }: IncomingMessage, body: Buffer): Readable =>
  Object.assign(Readable.from([body]), { headers, method, url });

const answer = async (request: IncomingMessage, response: ServerResponse, inner: Server): Promise<void> => {
  const body = await buffer(request);
  const refusal = refusalOf(operationOf(request), parsed(body));
  if (refusal === undefined) inner.emit('request', again(request, body), response);
  else refuse(refusal, response);
};

/** DynamoDB in memory, on loopback, that refuses what the real one refuses. */
export async function startTableServer() {
  const inner = dynalite({ createTableMs: 0 });
  const server = createServer((request, response) => {
    answer(request, response, inner).catch(() => response.destroy());
  });
  return listenOnLoopback(server);
}
