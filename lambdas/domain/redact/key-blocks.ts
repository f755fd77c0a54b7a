import { endOf, isAlphanumeric, isStart, lengthAt, matchAt, type Rule, type Span, span } from './span.ts';

const beginning = /-----BEGIN(?:[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?| OpenVPN Static key V\d)-----/iy;
// What stands in no key: a key that was cut off ends before it.
const isOutside = (code: number): boolean => code === 34 || code === 39 || code === 60 || code === 125;

/** Where a key ends: at its last line, or else where it was cut off. What stands behind is not looked at. */
function keyEnd(text: string, from: number, lastLine: string): number {
  const first = lastLine.charCodeAt(0);
  const isBody = (code: number): boolean => code !== first && !isOutside(code);
  for (let at = endOf(text, from, isBody); ; at = endOf(text, at + 1, isBody))
    if (text.charCodeAt(at) !== first || text.startsWith(lastLine, at)) return at;
}

const pemEnd = /-----END(?: [A-Z0-9]{1,20}){0,6}(?:-{5})?/iy;

/** A private key in PEM, to its last line; when that is missing, to where no key goes on. */
function findPem(text: string, at: number): Span | undefined {
  const match = matchAt(beginning, text, at);
  if (match === null) return undefined;
  const to = keyEnd(text, at + match[0].length, '-----END');
  return span(text, at, to + lengthAt(pemEnd, text, to), 'private key');
}

const putty = /Private-Lines: ?\d{1,4}/iy;
const puttyEnd = /Private-MAC: ?[\da-f]{0,128}/iy;

function findPutty(text: string, at: number): Span | undefined {
  const from = at + lengthAt(putty, text, at);
  if (from === at) return undefined;
  const to = keyEnd(text, from, 'Private-MAC');
  return span(text, from, to + lengthAt(puttyEnd, text, to), 'private key');
}

const isBase64 = (code: number): boolean => isAlphanumeric(code) || code === 43 || code === 47 || code === 61;

/** What begins like this is a key in PEM, or a header with a credential, in base64. */
const encoded: Readonly<Record<string, string>> = {
  LS0tLS1CRUdJTi: 'private key',
  QXV0aG9yaXphdGlvbjog: 'authorization',
  YXV0aG9yaXphdGlvbjog: 'authorization',
};

const encodedRule = ([start, what]: readonly [string, string]): Rule => ({
  keywords: [start.toLowerCase()],
  find: (text, at) => (text.startsWith(start, at) ? span(text, at, endOf(text, at, isBase64), what) : undefined),
});

const hash =
  /(?:\$(?:1|5|6|7|8|y|gy|2[abxy]|apr1|argon2[a-z]{0,2}|pbkdf2[\w-]{0,12}|scrypt)\$[\w./$,=+-]{20,300}|\$(?:krb5[a-z]{2,8}|dcc2)\$[\w.$*:@#/-]{20,4000}|\{ss?ha\d{0,3}\}[\w+/=]{20,200}|pbkdf2_sha\d{1,3}\$\d{1,9}\$[\w+/$=]{20,200})/iy;

function findHash(text: string, at: number): Span | undefined {
  const match = matchAt(hash, text, at);
  return match === null ? undefined : span(text, at, at + match[0].length, 'password hash');
}

const token = /eyJ[\w-]{8,}(?:\.[\w-]{0,}){1,4}/y;

/** A JSON Web Token: signed ones have three parts, encrypted ones five (RFC 7519). */
function findJwt(text: string, at: number): Span | undefined {
  const before = text.charCodeAt(at - 1);
  if (!isStart(text, at) || before === 95 || before === 45) return undefined;
  const match = matchAt(token, text, at);
  return match === null || match[0].length < 24 ? undefined : span(text, at, at + match[0].length, 'jwt');
}

/** Keys and tokens that are whole structures. */
export const keyBlocks: readonly Rule[] = [
  { keywords: ['-----begin'], find: findPem },
  { keywords: ['private-lines'], find: findPutty },
  ...Object.entries(encoded).map(encodedRule),
  {
    keywords: [
      '$1$',
      '$5$',
      '$6$',
      '$7$',
      '$8$',
      '$y$',
      '$gy$',
      '$2a$',
      '$2b$',
      '$2x$',
      '$2y$',
      '$apr1$',
      '$argon2',
      '$pbkdf2',
      '$scrypt$',
      '$krb5',
      '$dcc2$',
      '{sha',
      '{ssha',
      'pbkdf2_sha',
    ],
    find: findHash,
  },
  { keywords: ['eyj'], find: findJwt },
];
