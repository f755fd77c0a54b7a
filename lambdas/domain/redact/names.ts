import { remembered } from '../values/remembered.ts';
import { matchAt } from './span.ts';

/** What a name says of the value beside it. */
export type NameKind =
  /** A password, which may be a plain word. */
  | 'password'
  /** A key or token, which is never a plain word. */
  | 'secret'
  /** A short code of digits. */
  | 'code'
  /** May also be the name of a secret, or what is said of it. */
  | 'weak';

/** The words by which the search comes to a name. */
export const nameKeywords = [
  ...['passw', 'passphrase', 'passcode', 'pwd', 'secret', 'token', 'key', 'credential'],
  ...[
    '_pass',
    '-pass',
    'pass=',
    'pass:',
    'pass"',
    "pass'",
    'pass ',
    '.pass',
    'userpass',
    'dbpass',
    'storepass',
    'keypass',
  ],
  ...[
    'otp',
    'cvv',
    'cvc',
    'pincode',
    'pin"',
    'pin\\',
    'pass\\',
    'sessid',
    'session_id=',
    'sessionid=',
    'connect.sid',
    'aspxauth',
    '_auth',
    '"auth"',
  ],
  ...[
    'samlresponse=',
    'code_verifier=',
    'bindpw',
    'bind_pw',
    'rootpw',
    'root_pw',
    'adminpw',
    'admin_pw',
    'art-api',
    '_pat=',
    '_pat"',
    '_pat:',
  ],
  ...[
    'sas=',
    'session="',
    '_session=',
    '.auth',
    'csrf',
    'xsrf',
    'bearer"',
    'bearer\\',
    'jwt',
    '-session=',
    '_code',
    'code"',
    'code\\',
    'psk=',
    'psk"',
    'psk\\',
    'psk:',
    'psk ',
  ],
] as const;

// What a name may say after the word that tells: `SECRET_KEY_BASE`, `client-key-data`, `password2`, `newPassword`.
const suffix =
  '(?:data|value|val|base|base64|b64|hash|raw|plain|plaintext|text|string|str|enc|encrypted|old|new|confirm(?:ation)?|confirmed|again|repeat|current|prod|dev|test|live|staging|primary|secondary|[0-9]{1,3})?$';

const keys =
  '(?:api|access|secret|private|priv|auth|account|encrypt(?:ion)?|sign(?:ing)?|master|storage|client|session|licen[sc]e|application|app|ssh|hmac|consumer|service|subscription|functions?|integration|routing|ingest|write|read|deploy(?:ment)?|admin|root|rest|server|jwt|crypt|cipher|aes|bot|webhook|shared|fernet|sharedaccess|dd|hook|token|cookie|gpg|pgp|rsa|sas)key';
const secrets =
  '(?:client|app|application|shared|consumer|api|auth|oauth2?|jwt|signing|webhook|hmac|cookie|session|bot|token|aws|user|csrf|encryption|master|slack|github|stripe|hook|app|dd|totp|mfa|my|db|server|access|account)secret';
const tokens = '(?:token|samlresponse|codeverifier|sessid|jsessionid|aspnetsessionid|connectsid|aspxauth|sas)';
const passwords =
  '(?:passw(?:or)?d|passwd|passwort|passphrase|passcode|pwd|(?:bind|root|admin)pw|(?:wpa|wifi|pre)psk|presharedkey|keymaterial)';

const password = new RegExp(`${passwords}${suffix}`);
const secret = new RegExp(`(?:${keys}|${secrets}|${tokens}|secretaccesskey|jfrogartapi)${suffix}`);
const weak = /(?:secret|credentials?)(?:data|value|base64|b64|raw|string|\d{1,3})?$/;
// The word alone, or behind a break: `bypass` and `compass` are no passwords, `robotpin` no code.
const shortPassword =
  /(?:^|[._-]|user|db|store|key|ssh|smtp|ftp|mail|root|admin|ldap|wifi|[a-z](?=P))[pP](?:ass|ASS)(?:[._-]?\d{1,2})?$|(?:^|[._-]|SSH|DB|USER|SMTP|FTP|MAIL|ROOT|ADMIN|LDAP)PASS(?:\d{1,2})?$/;
// The key of a wireless network.
const networkKey = /(?:^|[._-])(?:psk|PSK)$/;
// A personal access token: `AZURE_DEVOPS_EXT_PAT`.
const accessToken = /[A-Za-z]_(?:PAT|pat)$/;
// Named shortly, and meant where a long random value stands: `REDIS_AUTH`, `csrf`, `laravel_session`.
const short = /(?:[A-Z]_AUTH|csrf|xsrf|CSRF|XSRF|bearer|jwt|JWT|[a-z][_-]session)$/;
const code =
  /(?:^|[._-]|(?<=[a-z])(?=[A-Z]))(?:otp|totp|cvv2?|cvc2?|pin|pincode|passcode|mfa_?code|OTP|TOTP|CVV|CVC|PIN|Otp|Totp|Cvv|Cvc|Pin|PinCode|pinCode)$|(?:mfa|otp|2fa|sms|security|verification)[_-]?[cC]ode$/;

// Tokens and keys that everybody may know: of pages, of assemblies, of rows.
const open =
  /(?:publickeytoken|(?:next|page|paging|pagination|continuation|continue|cancellation|sync|resume|scroll|cursor|idempotency|clientrequest|design|syntax)token|publickey)$/;

const NAME_MAX = 100;

/** What a name of a value says: `DB_PASSWORD`, `userPassword`, `myapikey`, `x-api-key`; nothing of `secretName` and `token_type`. */
function classify(given: string): NameKind | undefined {
  const name = given.length > NAME_MAX ? given.slice(-NAME_MAX) : given;
  if (code.test(name)) return 'code';
  if (shortPassword.test(name)) return 'password';
  if (networkKey.test(name)) return 'password';
  if (accessToken.test(name)) return 'secret';
  const flat = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (open.test(flat)) return undefined;
  if (password.test(flat)) return 'password';
  if (secret.test(flat)) return 'secret';
  return weak.test(flat) || short.test(name) ? 'weak' : undefined;
}

/** As above. */
export const kindOfName = remembered(classify, { most: 1_024, longest: 48 });

const folder = /[/~]|[A-Za-z]:[\\/]|file:/y;

/** Where a shell stands and where it stood before: `PWD=/var/lib/app`. */
export const isFolder = (name: string, text: string, valueAt = 0): boolean =>
  (name.length === 3 || name.length === 6) && /^(?:OLD)?PWD$/i.test(name) && matchAt(folder, text, valueAt) !== null;
