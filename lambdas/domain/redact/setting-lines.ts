import { isStart, matchAt, type Rule, type Span, span } from './span.ts';

/** Passwords in lines of settings that have no name beside them: keywords, and an expression from there on; its last group goes. */
const lines: readonly (readonly [keywords: string, pattern: RegExp])[] = [
  // Cisco IOS: `username admin password 7 0822455D0A16`, `enable secret 5 $1$…`.
  [
    'password 0 ,password 5 ,password 7 ,secret 0 ,secret 5 ,secret 8 ,secret 9 ,key 0 ,key 7 ',
    /(?:password|secret|key) (?:0 (?=\S{0,60}\d)|[589] (?=\$)|7 (?=[\da-f]{6,80}(?![\w])))([^\s"'<]{4,200})/iy,
  ],
  // strongSwan: `10.0.0.1 %any : PSK "X"`.
  [': psk ', /: PSK \\{0,8}["']([^"'\\]{1,200})/iy],
  // Answer files of Windows: `<AdministratorPassword><Value>X</Value>`.
  ['password><value>', /password><value>([^<]{1,200})/iy],
  // PostgreSQL's password file: `host:5432:database:user:X`.
  [':5432:,:5433:,:6432:,:*:', /:(?:\d{4}|\*):[^:\s]{1,64}:[^:\s]{1,64}:([^\s:"'\\]{1,200})/iy],
  // Oracle: `jdbc:oracle:thin:user/X@host`.
  ['jdbc:oracle:', /jdbc:oracle:(?:thin|oci8?):[\w$#.]{1,60}\/([^\s"'@/\\]{1,100})(?=@)/iy],
  // A secret of Kubernetes that is created: `--from-literal=any.name=X`.
  ['--from-literal', /--from-literal[= ]["']?[\w.-]{1,100}=["']?([^\s"'\\]{1,200})/iy],
  ['identified by', /identified by (?:password )?\\{0,8}["']([^"'\\]{1,200})/iy],
  [
    'convertto-securestring ',
    /convertto-securestring\s{1,4}(?:-(?:string|asplaintext|force)\s{1,3}){0,3}\\{0,8}["']([^"'\\]{1,200})/iy,
  ],
  ['convertto-securestring ', /convertto-securestring\s{1,4}(?:-string\s{1,3})?((?![$(-])[^\s"'\\]{4,200})(?= -)/iy],
  // Settings of Redis and LDAP: `requirepass X`.
  [
    'requirepass ,masterauth ,bindpw ,rootpw ',
    /[a-z]{6,11} {1,3}["']?((?!\$[\w{(]|%\w+%|\[removed:|[*•xX]+$)[^\s"'<\\:=][^\s"'\\]{0,200})/iy,
  ],
  // A user and the password of a share: `net use Z: \\\\server\\share /user:bob X`.
  ['/user:', /\/user:[^\s[]{1,80}\s{1,2}((?!\*)[^\s/"'\\[][^\s"'\\]{0,200})/iy],
  // SNMP of version 3: `-x AES -X X`.
  ['-x aes,-x des', /-x (?:aes|des)[\w-]{0,8}\s{1,3}-X\s{1,3}["']?([^\s"'\\]{1,200})/iy],
  ['wordpress_logged_in_', /wordpress_logged_in_\w{0,40}=([^\s;"'\\]{10,300})/iy],
  ['auth plain ', /auth plain ([A-Za-z0-9+/=]{12,400})/iy],
  // npm: `npm config set //registry/:_authToken X`.
  [':_authtoken ,:_password ,:_auth ', /:_(?:authtoken|password|auth)[ \t]{1,4}["']?([^\s"'\\]{6,300})/iy],
  ['chpasswd', /chpasswd\s{0,3}<<<\s{0,3}\\{0,8}["']?[\w.-]{1,60}:([^\s"'\\]{1,100})/iy],
  // `Credentials: bob / X`.
  [
    'credential',
    /credentials?:?\s{1,3}[\w.@-]{1,60}\s?[:/]\s?(?![\w.-]{1,60}\.[a-z]{1,5}\b)((?=[^\s"'\\:/\d-]{0,30}\d)[^\s"'\\:/-]{8,100})(?=$|[\s"'\\])/iy,
  ],
  ['wpa-psk ', /wpa-psk (?:ascii|hex) (?:\d )?([^\s"'\\]{8,64})/iy],
  // Fortinet: `set password ENC X`.
  ['password enc ,passwd enc ,psksecret enc ,secret enc ,key enc ', /\w{3,9} enc ([\w+/=]{16,400})/iy],
  // Cisco: `radius-server host 10.0.0.1 key X`, `crypto isakmp key X address 10.0.0.2`.
  [
    'radius-server ,tacacs-server ',
    /[a-z]{6}-server (?:host \S{1,60} )?[^\n]{0,60}?\bkey (?:\d )?([^\s"'\\]{4,200})/iy,
  ],
  ['isakmp key ', /isakmp key (?:\d )?([^\s"'\\]{4,200})(?= address| hostname)/iy],
  // SNMP daemons: `rocommunity X 10.0.0.0/8`.
  ['rocommunity,rwcommunity,trapcommunity', /(?:ro|rw|trap)community6?[ \t]{1,8}([^\s"'\\]{1,200})/iy],
  // A private key of JOSE: `{"kty":"EC","d":"X"}`.
  ['"d"', /"d"\s{0,4}:\s{0,4}"((?=[a-f0-9]{0,40}[A-Zg-z_-])[\w-]{40,700})(?=")/y],
  ['"d\\', /"d\\{1,8}"\s{0,4}:\s{0,4}\\{1,8}"((?=[a-f0-9]{0,40}[A-Zg-z_-])[\w-]{40,700})(?=\\)/y],
  // A user and a password as arguments of a call: `auth=("bob", "X")`.
  [
    'auth=(,networkcredential(,passwordcredential(,passwordcredentials(',
    /[a-z]{4,20}=?\(\s{0,4}\\{0,8}["'][^"'\\]{0,100}\\{0,8}["']\s{0,4},\s{0,4}\\{0,8}["']([^"'\\]{1,200})/iy,
  ],
  // A property list: `<key>apiKey</key><string>X</string>`.
  ['key</key>,secret</key>,token</key>,password</key>,pass</key>', /[a-z]{3,8}<\/key>\s{0,40}<string>([^<]{6,400})/iy],
  // Kerberos keys as they are dumped from a domain controller.
  ['hmac-sha1-96:', /hmac-sha1-96:([\da-f]{32,64})/iy],
  // NetNTLM answers, as relays log them: `user::DOMAIN:challenge:answer:blob`.
  ['::', /::[\w.-]{1,40}:([\da-f]{16}:[\da-f]{32,48}:[\da-f]{20,2000})/iy],
];

const SHARE = '/user:';
/** Whether the user is of a command that connects a share. */
const isShare = (text: string, at: number): boolean =>
  /\bnet1?(?:\.exe)?["']?\s{1,3}use\b/i.test(text.slice(Math.max(0, at - 200), at));

function lineRule([keywords, pattern]: (typeof lines)[number]): Rule {
  // A word of a setting is no part of another word.
  const isWord = keywords.endsWith(' ') && /^\w/.test(keywords);
  const find = (text: string, at: number): Span | undefined => {
    const [whole, secret = ''] = isWord && !isStart(text, at) ? [] : (matchAt(pattern, text, at) ?? []);
    if (whole === undefined || (keywords === SHARE && !isShare(text, at))) return undefined;
    const to = at + whole.length;
    return span(text, to - secret.length, to, 'password');
  };
  return { keywords: keywords.split(','), find };
}

/** A text that a shell hands to a command, quoted or not. */
const handed = String.raw`(?:echo|printf)\s{1,3}(?:\\{0,8}["']?%s(?:\\{1,4}n)?\\{0,8}["']?\s{1,3}|-\w{1,3}\s{1,3})?\\{0,8}["']?`;
const word = String.raw`([^\s"'|$\\]{1,200})\\{0,8}["']?\s{0,3}\|\s{0,3}`;

/** Passwords that a shell hands to a command: what stands before a word of it, and how far its pipe may stand before that. */
const piped: readonly (readonly [keyword: string, near: number, before: RegExp])[] = [
  ['chpasswd', 12, new RegExp(String.raw`${handed}[\w.-]{1,60}:${word}(?:sudo\s{1,3})?$`, 'i')],
  ['passwd --stdin', 12, new RegExp(String.raw`${handed}${word}(?:sudo\s{1,3})?$`, 'i')],
  ['kinit', 12, new RegExp(`${handed}${word}$`, 'i')],
  ['--password-stdin', 100, new RegExp(String.raw`${handed}${word}[\w./: -]{1,96}$`, 'i')],
  ['sudo -s', 12, new RegExp(`${handed}${word}$`, 'i')],
];
const BEFORE_MAX = 320;

const pipedRule = ([keyword, near, before]: (typeof piped)[number]): Rule => ({
  keywords: [keyword],
  find: (text, at) => {
    if (!text.slice(Math.max(0, at - near), at).includes('|')) return undefined;
    const rest = text.slice(Math.max(0, at - BEFORE_MAX), at);
    const from = Math.max(rest.lastIndexOf('echo '), rest.lastIndexOf('printf '));
    const [whole, secret = ''] = from < 0 ? [] : (before.exec(rest.slice(from)) ?? []);
    // `sudo -s` is a shell, and reads no password.
    if (whole === undefined || text.startsWith('sudo -s', at)) return undefined;
    const start = at - whole.length + whole.lastIndexOf(secret);
    return span(text, start, start + secret.length, 'password');
  },
});

/** Passwords in settings and pipes without a name that tells. */
export const settingLines = (): readonly Rule[] => [...lines.map(lineRule), ...piped.map(pipedRule)];
