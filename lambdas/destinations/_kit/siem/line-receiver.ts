import * as z from 'zod/mini';
import type { OutboundRequest } from '../../../domain/outbound.ts';
import type { Batch, Limit, Rendered } from '../define-destination.ts';
import { TEXT_TYPE } from '../formats/_kit/format.ts';
import { HeaderName, HeaderValue, lowerCased } from '../http/http-headers.ts';
import { judgeIntake, judgeTogether } from './judge-batch.ts';

/** A log collector that takes text over HTTPS, an event a line. */

const BATCH_ITEMS = 100;
/** QRadar takes 5 MB unless told otherwise, others 1 MB; a small batch is quickly sent again. */
const BATCH_BYTES = 1_000_000;

export const lineSettings = {
  url: z
    .url({ protocol: /^https?$/ })
    .check(z.describe('Where the collector takes events by POST, port and path included.')),
  headers: z._default(
    z
      .record(HeaderName, HeaderValue)
      .check(z.describe('Headers to send along, such as the token that the collector or a proxy before it asks for.')),
    {},
  ),
  username: z.optional(
    z
      .string()
      .check(
        z.regex(/^[^:]+$/, { error: 'must be a user name without a colon (RFC 7617)' }),
        z.describe('The user name, where a proxy before the collector asks for one (HTTP Basic).'),
      ),
  ),
  password: z.optional(z.string().check(z.describe('The password that belongs to username.'))),
};

export interface LineSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** For the settings as a whole: neither half of a credential is of use alone. */
export const isWholeCredential = ({ username, password }: LineSettings): boolean =>
  (username === undefined) === (password === undefined);
export const halfCredential = { error: 'username and password belong together: give both, or neither' };

function authorizationOf({ username, password = '' }: LineSettings): Record<string, string> {
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** One event a line; what is in a line must hold no line break. */
export const linesRequest = (lines: readonly string[], settings: LineSettings): OutboundRequest => ({
  method: 'POST',
  url: settings.url,
  headers: { 'content-type': TEXT_TYPE, ...authorizationOf(settings), ...lowerCased(settings.headers) },
  body: lines.join('\n'),
});

/** Many lines in one request, with one verdict for all. */
export const lineBatch = <S extends LineSettings>(lineOf: (item: Rendered, settings: S) => string): Batch<S> => ({
  maxItems: BATCH_ITEMS,
  maxBytes: BATCH_BYTES,
  render: (items, settings) =>
    linesRequest(
      items.map((item) => lineOf(item, settings)),
      settings,
    ),
  judge: (response, items) => judgeTogether(judgeIntake(response), response, items),
});

/** What a request may hold. */
export const requestLimit = (docs: string): Limit => ({
  what: 'request',
  max: BATCH_BYTES,
  unit: 'bytes',
  docs,
  measure: ({ body = '' }) => Buffer.byteLength(body),
});

/** The longest line of a request, in bytes. */
export const longestLine = ({ body = '' }: OutboundRequest): number =>
  Math.max(...body.split('\n').map((line) => Buffer.byteLength(line)));
