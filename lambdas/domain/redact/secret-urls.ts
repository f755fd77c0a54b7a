import { bareEnd } from './separators.ts';
import { endOf, isAlphanumeric, matchAt, type Rule, type Span, span } from './span.ts';
import { looksRandom } from './values.ts';

/** Addresses that are credentials themselves: keywords, and an expression from there on; its last group is removed. */
const addresses: readonly (readonly [what: string, keywords: string, pattern: RegExp])[] = [
  [
    'slack webhook',
    'hooks.slack.com/',
    /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/([\w/+-]{16,200})/iy,
  ],
  [
    'slack webhook',
    'hooks.slack-gov.com/',
    /hooks\.slack-gov\.com\/(?:services|workflows|triggers)\/([\w/+-]{16,200})/iy,
  ],
  ['discord webhook', '/webhooks/', /\/webhooks\/(\d{15,22}\/[\w-]{30,120})/iy],
  ['telegram token', '/bot', /\/bot(\d{6,14}:[\w-]{30,60})/iy],
  ['teams webhook', 'webhook.office.com/', /webhook\.office\.com\/(?:webhookb2\/)?([\w@/-]{30,300})/iy],
  [
    'teams webhook',
    'outlook.office.com/webhook/,outlook.office365.com/webhook/',
    /outlook\.office(?:365)?\.com\/webhook\/([\w@/-]{30,300})/iy,
  ],
  ['webex webhook', '/webhooks/incoming/', /\/webhooks\/incoming\/([\w-]{20,200})/iy],
  ['zapier webhook', 'hooks.zapier.com/', /hooks\.zapier\.com\/hooks\/catch\/(\d{3,12}\/\w{5,20})/iy],
  ['healthchecks key', 'hc-ping.com/', /hc-ping\.com\/([\w-]{22,60})/iy],
  ['ifttt key', '/with/key/', /\/with\/key\/([\w-]{16,80})/iy],
  ['lark webhook', '/bot/v2/hook/', /\/bot\/v2\/hook\/([\w-]{16,80})/iy],
  ['wecom webhook', '/webhook/send?key=', /\/webhook\/send\?key=([\w-]{16,80})/iy],
  ['make webhook', '.make.com/', /\.make\.com\/([a-z0-9]{24,60})(?![\w-])/iy],
  ['sumo collector', '/receiver/v1/http/', /\/receiver\/v1\/http\/([\w=-]{30,300})/iy],
  ['loggly token', '.loggly.com/inputs/', /\.loggly\.com\/inputs\/([\w-]{20,60})/iy],
  ['pagerduty key', 'events.pagerduty.com/integration/', /events\.pagerduty\.com\/integration\/(\w{20,40})/iy],
  [
    'victorops key',
    'alert.victorops.com/',
    /alert\.victorops\.com\/integrations\/generic\/\d{1,10}\/alert\/([\w-]{20,80})/iy,
  ],
  ['webhook token', '/hooks/', /\/hooks\/((?:[a-z0-9]{26}|\w{17}\/\w{30,80})(?![\w-]))/iy],
  ['webhook token', '/v1/hooks/', /\/v1\/hooks\/[\w.-]{1,80}\/([\w~-]{12,200})/iy],
  [
    'reset link',
    '/reset,/invite,/invitation,/verify,/magic,/activate,/password,/confirm',
    /\/[a-z_-]{5,30}\/((?=[\w-]{0,60}\d)[\w.~-]{20,300})/iy,
  ],
];

function addressRule([what, keywords, pattern]: (typeof addresses)[number]): Rule {
  const find = (text: string, at: number): Span | undefined => {
    const [whole = '', secret = ''] = matchAt(pattern, text, at) ?? [];
    const to = at + whole.length;
    const isLink = what === 'reset link';
    return isLink && !looksRandom(secret.slice(0, 60)) ? undefined : span(text, to - secret.length, to, what);
  };
  return { keywords: keywords.split(','), find };
}

/** Parameters that are credentials where they are long and random: of signed URLs, OAuth, one-time links. */
const signing = ['sig=', 'signature=', 'hmac=', 'hash='];
const parameters = [
  'code=',
  'key=',
  'auth=',
  'ticket=',
  'jwt=',
  'assertion=',
  'samlresponse=',
  'code_verifier=',
  'sessionid=',
  'session=',
  'k=',
  'secret=',
];
const LEAST = 10;

function findParameter(text: string, _: number, end: number): Span | undefined {
  const to = bareEnd(text, end, false, 4_096);
  const value = text.slice(end, Math.min(to, end + 200));
  if (value.length < LEAST || !looksRandom(value)) return undefined;
  return span(text, end, to, 'secret');
}

const behindMarks = (names: readonly string[]): string[] =>
  names.flatMap((name) => ['?', '&', ';', '&amp;', '\\u0026'].map((sign) => sign + name));

const AUTHORITY = 1;
const URL_PART = 2;

/** What a character is in a URL: of what stands before the host, or of the path behind it. */
const urlParts = new Uint8Array(128).map((_, code) => {
  const char = String.fromCharCode(code);
  if (code < 33 || '"\'<>\\`'.includes(char)) return 0;
  return '/?#'.includes(char) ? URL_PART : AUTHORITY;
});

const isAuthorityPart = (code: number): boolean => code > 127 || urlParts[code] === AUTHORITY;
const isUrlPart = (code: number): boolean => code > 127 || urlParts[code] !== 0;

/** The end of what stands before the host, which the last `@` ends; passwords have `@` and `/` in them too. */
function userEnd(text: string, from: number): number {
  const end = endOf(text, from, isAuthorityPart);
  const inside = text.slice(from, end).lastIndexOf('@');
  if (inside >= 0) return from + inside;
  const colon = text.slice(from, Math.min(end, from + 80)).indexOf(':');
  if (!text.slice(end, end + 128).includes('@')) return -1;
  // A port is no password, though an `@` may stand in the path behind it.
  if (colon < 0 || text.charCodeAt(end) !== 47 || /^\d{1,5}$|^$/.test(text.slice(from + colon + 1, end))) return -1;
  const wide = text.slice(from, endOf(text, from, isUrlPart, 128));
  const at = wide.lastIndexOf('@');
  return at >= 0 && /^@[\w.-]+(?::\d{1,5})?(?:\/|$|[?#])/.test(wide.slice(at)) ? from + at : -1;
}

/** Variables and stars in place of a password. */
const isHidden = (password: string): boolean => /^(?:\$|\{|<|\*+$|x+$)/i.test(password) && !/^\$\d/.test(password);

const isToken = (text: string, from: number, to: number): boolean =>
  to - from >= 20 && looksRandom(text.slice(from, Math.min(to, from + 200)));

/** The password of `scheme://user:password@host`, or a token in the place of the user. */
function findUserInfo(text: string, at: number, end: number): Span | undefined {
  if (at === 0 || !isAlphanumeric(text.charCodeAt(at - 1)) || text.charCodeAt(end) === 91) return undefined;
  const to = userEnd(text, end);
  if (to < 0) return undefined;
  const colon = text.slice(end, to).indexOf(':');
  // Behind a token there may be no password: `https://X:x-oauth-basic@host`.
  if (isToken(text, end, colon < 0 ? to : end + colon)) return span(text, end, to, 'token');
  if (colon < 0 || isHidden(text.slice(end + colon + 1, to))) return undefined;
  return span(text, end + colon + 1, to, 'password');
}

const colonTelegram = /:AA[\w-]{32,34}(?![\w-])/y;

/** The token of a Telegram bot, wherever it stands. */
function findTelegram(text: string, at: number): Span | undefined {
  const match = matchAt(colonTelegram, text, at);
  let from = at;
  while (match !== null && from > at - 12 && from > 0 && /\d/.test(text.charAt(from - 1))) from -= 1;
  return match === null || at - from < 6 ? undefined : span(text, from, at + match[0].length, 'telegram token');
}

/** URLs that are credentials, or have credentials in them. */
export const secretUrls = (): readonly Rule[] => [
  ...addresses.map(addressRule),
  {
    keywords: [...behindMarks([...signing, ...parameters]), 'x-amz-signature=', 'x-goog-signature='],
    find: findParameter,
  },
  { keywords: ['://'], find: findUserInfo },
  { keywords: [':aa'], find: findTelegram },
];
