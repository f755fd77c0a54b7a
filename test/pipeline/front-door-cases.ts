import { createHmac } from 'node:crypto';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { MAX_REQUEST_BYTES } from '../../lambdas/domain/webhook.ts';
import { aktoWebhook, HOOK_TOKEN } from './pipeline.ts';

const MIB = 1024 * 1024;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

const signatureOf = (body: string) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', HOOK_TOKEN).update(body).digest('hex')}`,
});

interface Refused {
  readonly what: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: () => string | Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly title: string;
}

export const authentic = bearer(HOOK_TOKEN);

export const challenges: Readonly<Record<string, string>> = { basic: 'Basic', signed: 'Signature' };

export const refusals: readonly Refused[] = [
  { what: 'a source that is not configured', path: 'nobody', headers: authentic, status: 404, title: 'Unknown source' },
  { what: 'a name every object has', path: 'constructor', headers: authentic, status: 404, title: 'Unknown source' },
  { what: 'no credential', status: 401, title: 'Wrong or missing credential' },
  { what: 'a wrong token', headers: bearer('wrong'), status: 401, title: 'Wrong or missing credential' },
  { what: 'an empty token', headers: { authorization: 'Bearer ' }, status: 401, title: 'Wrong or missing credential' },
  {
    what: 'the placeholder itself',
    headers: bearer(`\${HOOK_TOKEN}`),
    status: 401,
    title: 'Wrong or missing credential',
  },
  {
    what: 'a token under another scheme',
    headers: basic('akto', HOOK_TOKEN),
    status: 401,
    title: 'Wrong or missing credential',
  },
  {
    what: 'another user',
    path: 'basic',
    headers: basic('root', HOOK_TOKEN),
    status: 401,
    title: 'Wrong or missing credential',
  },
  { what: 'a wrong path', path: 'path/wrong', status: 401, title: 'Wrong or missing credential' },
  {
    what: 'a path token where a header is wanted',
    path: `akto/${HOOK_TOKEN}`,
    status: 401,
    title: 'Wrong or missing credential',
  },
  { what: 'no signature', path: 'signed', status: 401, title: 'Wrong or missing credential' },
  {
    what: 'the signature of another body',
    path: 'signed',
    headers: signatureOf(aktoWebhook(2)),
    status: 401,
    title: 'Wrong or missing credential',
  },
  { what: 'an address that is not allowed', path: 'elsewhere', status: 403, title: 'Address not allowed' },
  {
    what: 'an allowed address that is only claimed',
    path: 'elsewhere',
    headers: { 'x-forwarded-for': '192.0.2.1' },
    status: 403,
    title: 'Address not allowed',
  },
  {
    what: 'a source whose secret is not set',
    path: 'unset',
    headers: bearer(''),
    status: 503,
    title: 'Source has no secret',
  },
  { what: 'DELETE', method: 'DELETE', headers: authentic, status: 405, title: 'Method not allowed' },
  { what: 'PATCH', method: 'PATCH', headers: authentic, status: 405, title: 'Method not allowed' },
  {
    what: 'bytes that are not gzip',
    headers: { ...authentic, 'content-encoding': 'gzip' },
    body: () => 'not gzip at all',
    status: 400,
    title: 'Broken content encoding',
  },
  {
    what: 'gzip that ends too early',
    headers: { ...authentic, 'content-encoding': 'gzip' },
    body: () => new Uint8Array(gzipSync(aktoWebhook(1)).subarray(0, 40)),
    status: 400,
    title: 'Broken content encoding',
  },
  {
    what: 'an encoding that nobody agreed on',
    headers: { ...authentic, 'content-encoding': 'br' },
    status: 400,
    title: 'Broken content encoding',
  },
  {
    what: 'a body larger than Lambda takes',
    headers: authentic,
    body: () => ' '.repeat(MAX_REQUEST_BYTES + 1),
    status: 413,
    title: 'Body too large',
  },
  {
    what: 'a gzip bomb',
    headers: { ...authentic, 'content-encoding': 'gzip' },
    body: () => new Uint8Array(gzipSync(Buffer.alloc(65 * MIB))),
    status: 413,
    title: 'Body too large',
  },
  {
    what: 'a deflate bomb',
    headers: { ...authentic, 'content-encoding': 'deflate' },
    body: () => new Uint8Array(deflateSync(Buffer.alloc(65 * MIB))),
    status: 413,
    title: 'Body too large',
  },
];

interface Accepted {
  readonly what: string;
  readonly n: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly encode?: (text: string) => string | Uint8Array<ArrayBuffer>;
}

export const accepted: readonly Accepted[] = [
  { what: 'a bearer token', n: 11, path: 'akto', headers: authentic },
  {
    what: 'a bearer token in another case of the scheme',
    n: 12,
    path: 'akto',
    headers: { authorization: `bearer ${HOOK_TOKEN}` },
  },
  { what: 'PUT', n: 13, path: 'akto', headers: authentic, method: 'PUT' },
  { what: 'user and password', n: 14, path: 'basic', headers: basic('akto', HOOK_TOKEN) },
  { what: 'the token in the path', n: 15, path: `path/${HOOK_TOKEN}` },
  { what: 'no credential where none is wanted', n: 16, path: 'open' },
  { what: 'the old secret while it is replaced', n: 17, path: 'rotating', headers: authentic },
  { what: 'the new secret while it replaces', n: 18, path: 'rotating', headers: bearer('next-token') },
  {
    what: 'gzip',
    n: 19,
    path: 'akto',
    headers: { ...authentic, 'content-encoding': 'gzip' },
    encode: (text) => new Uint8Array(gzipSync(text)),
  },
  {
    what: 'x-gzip',
    n: 20,
    path: 'akto',
    headers: { ...authentic, 'content-encoding': 'x-gzip' },
    encode: (text) => new Uint8Array(gzipSync(text)),
  },
  {
    what: 'deflate',
    n: 21,
    path: 'akto',
    headers: { ...authentic, 'content-encoding': 'deflate' },
    encode: (text) => new Uint8Array(deflateSync(text)),
  },
  {
    what: 'deflate without its frame, as some clients send it',
    n: 22,
    path: 'akto',
    headers: { ...authentic, 'content-encoding': 'deflate' },
    encode: (text) => new Uint8Array(deflateRawSync(text)),
  },
  {
    what: 'the header of an encoding that the gateway has already undone',
    n: 23,
    path: 'akto',
    headers: { ...authentic, 'content-encoding': 'gzip' },
  },
  { what: 'a signature', n: 25, path: 'signed', headers: signatureOf(aktoWebhook(25)) },
  {
    what: 'a signature that was made before the body was compressed',
    n: 26,
    path: 'signed',
    headers: { ...signatureOf(aktoWebhook(26)), 'content-encoding': 'gzip' },
    encode: (text) => new Uint8Array(gzipSync(text)),
  },
  { what: 'an address that is allowed', n: 27, path: 'nearby' },
  {
    what: 'a form',
    n: 28,
    path: 'akto',
    headers: { ...authentic, 'content-type': 'application/x-www-form-urlencoded' },
    encode: (text) => `payload=${encodeURIComponent(text)}`,
  },
  { what: 'no content type', n: 24, path: 'akto', headers: { ...authentic, 'content-type': '' } },
];
