import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer } from './pipeline.ts';

/** What a request is made of. */
export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type TextAnswer = Answer & { readonly text: string };

function answerOf({ statusCode = 0, headers }: IncomingMessage, body: string): TextAnswer {
  const flat = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const json = body.startsWith('{') ? JSON.parse(body) : {};
  return { status: statusCode, headers: new Headers(flat), text: body, body: json };
}

/** Sends a request from one of this machine's addresses, 127.0.0.n. */
export const requestFrom = (
  address: string,
  url: string,
  { method = 'GET', headers = {}, body }: Sending,
): Promise<TextAnswer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, localAddress: address }, (response) => {
      text(response)
        .then((found) => answerOf(response, found))
        .then(resolve, reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
