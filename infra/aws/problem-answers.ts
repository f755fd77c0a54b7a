import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { MAX_REQUEST_BYTES } from '../../lambdas/domain/webhook.ts';

interface Answer {
  readonly id: string;
  readonly type: ResponseType;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

const answers: readonly Answer[] = [
  {
    id: 'NotFound',
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    title: 'Not found',
    detail: 'nothing answers at this path: hooks are at /v1/hooks/{source}',
  },
  {
    id: 'TooLarge',
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    title: 'Body too large',
    detail: `found more than the gateway takes; allowed: ${MAX_REQUEST_BYTES} bytes as they are sent: send smaller batches, or compress them (content-encoding: gzip)`,
  },
  {
    id: 'Throttled',
    type: ResponseType.THROTTLED,
    status: 429,
    title: 'Too many requests',
    detail: 'the limit of the whole installation is reached and nothing was accepted: send it again',
    retryAfterSeconds: 5,
  },
  {
    id: 'Failed',
    type: ResponseType.DEFAULT_5XX,
    status: 503,
    title: 'Not available',
    detail: 'the request failed on our side and nothing was accepted: send it again',
    retryAfterSeconds: 5,
  },
];

const quoted = (text: string): string => `'${text}'`;

/** What the gateway itself says is problem JSON too (RFC 9457), as what the functions say. */
export function addProblemAnswers(rest: RestApi): void {
  for (const { id, type, status, title, detail, retryAfterSeconds } of answers) {
    rest.addGatewayResponse(id, {
      type,
      statusCode: String(status),
      responseHeaders: {
        'Content-Type': quoted('application/problem+json'),
        ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': quoted(String(retryAfterSeconds)) }),
      },
      templates: { 'application/json': JSON.stringify({ type: 'about:blank', title, status, detail }) },
    });
  }
}
