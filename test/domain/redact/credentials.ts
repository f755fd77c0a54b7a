import { furtherForms } from './further-credentials.ts';
import { around, bare, type Credential, DIGITS, HEX, random, UPPER } from './make-credential.ts';
import { requestForms } from './request-forms.ts';
import { settingForms } from './setting-forms.ts';
import { vendorTokens } from './vendor-tokens.ts';
import { writtenForms } from './written-forms.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const tokens: readonly Credential[] = [
  bare('Groq', 'gs', 'k_', [52]),
  bare('Replicate', 'r', '8_', [37]),
  bare('Tailscale', 'tske', 'y-auth-', [12], '-', [32]),
  bare('Supabase', 'sb', 'p_', [40, HEX]),
  bare('Figma', 'fig', 'd_', [40]),
  bare('PostHog', 'ph', 'x_', [43]),
  bare('Netlify', 'nf', 'p_', [40]),
  bare('Grafana service account', 'gls', 'a_', [32], '_', [8, HEX]),
  bare('Grafana Cloud', 'gl', 'c_', [60]),
  bare('Notion', 'nt', 'n_', [11, DIGITS], [35]),
  bare('Linear', 'lin_', 'api_', [40]),
  bare('Pulumi', 'pu', 'l-', [40, HEX]),
  bare('Postman', 'PMA', 'K-', [24, HEX], '-', [34, HEX]),
  bare('RubyGems', 'ruby', 'gems_', [48, HEX]),
  bare('Doppler', 'dp', '.pt.', [43]),
  bare('Dynatrace', 'dt0', 'c01.', [24, UPPER], '.', [64, UPPER]),
  bare('PlanetScale', 'pscale', '_pw_', [43]),
  bare('Perplexity', 'ppl', 'x-', [48]),
  bare('New Relic', 'NRA', 'K-', [27, UPPER]),
  bare('Sentry', 'sntry', 'u_', [64, HEX]),
  bare('Brevo', 'xkey', 'sib-', [64, HEX], '-', [16]),
  bare('Atlassian', 'ATA', 'TT3', [186]),
  bare('Bitbucket', 'ATB', 'B', [32]),
  bare('Alibaba', 'LTA', 'I', [20]),
  bare('Tencent', 'AKI', 'D', [32]),
  bare('Heroku', 'HRK', 'U-AA', [58]),
  bare('Fly', 'fo1', '_', [43]),
  bare('1Password', 'A', '3-', [6, UPPER], '-', [11, UPPER], '-', [5, UPPER], '-', [5, UPPER], '-', [5, UPPER]),
  bare('OpenShift', 'sha', '256~', [43]),
  bare('Artifactory', 'AKC', 'p', [69]),
  bare('EasyPost', 'EZA', 'K', [54]),
  bare('Shippo', 'shippo', '_live_', [40, HEX]),
  bare('Prefect', 'pn', 'u_', [36]),
  bare('Telegram', [10, DIGITS], ':AA', [33]),
  bare('NuGet', 'oy', '2', [43, `abcdefghijklmnop${DIGITS}`]),
  bare('crates.io', 'ci', 'o', [32]),
  bare('GitLab feed', 'glf', 't-', [20]),
  bare('Slack session', 'xox', 'd-', [80]),
  bare('bcrypt', '$2', 'b$12$', [53]),
  bare('argon2', '$argon2', 'id$v=19$m=65536,t=3,p=4$', [22], '$', [43]),
];

const addresses: readonly Credential[] = [
  around('Zapier', (key) => `https://hooks.zapier.com/hooks/catch/123456/${key}/`, 9),
  around('Lark', (key) => `POST https://open.larksuite.com/open-apis/bot/v2/hook/${key}`, 36),
  around('WeCom', (key) => `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`, 36),
  around('Mattermost', (key) => `https://chat.example.test/hooks/${key}`, 26, HEX),
  around('presigned URL of S3', (key) => `https://b.s3.amazonaws.com/k?X-Amz-Signature=${key}`, 64, HEX),
  around('presigned URL of GCS', (key) => `https://storage.googleapis.com/b/k?X-Goog-Signature=${key}`, 64, HEX),
  around('shared access signature', (key) => `https://x.blob.core.windows.net/c?sv=2022&sig=${key}`, 43),
  around('reset link', (key) => `https://example.test/reset-password/${key}`, 40),
  around('FTP', (key) => `ftp://bob:${key}@files.example.test/x`),
  around('user alone', (key) => `https://${key}@git.example.test/app.git`, 40),
];

const commands: readonly Credential[] = [
  around('redis-cli', (key) => `redis-cli -h cache -a ${key} ping`),
  around('ldapsearch', (key) => `ldapsearch -x -D cn=admin -w ${key} -b dc=x`),
  around('smbclient', (key) => `smbclient //srv/share -U bob%${key}`),
  around('docker login', (key) => `docker login -u bob -p ${key} registry.example.test`),
  around('curl behind a proxy', (key) => `curl -sS --proxy-user bob:${key} https://x.example.test`),
  around('net user', (key) => `net user backdoor ${key} /add`),
  around('cmdkey', (key) => `cmdkey /add:srv /user:bob /pass:${key}`),
  around('PowerShell', (key) => `ConvertTo-SecureString '${key}' -AsPlainText -Force`),
  around('SQL', (key) => `ALTER USER bob IDENTIFIED BY '${key}';`),
  around('openssl', (key) => `openssl enc -d -in f -passin pass:${key}`),
  around('arguments as a list', (key) => JSON.stringify(['tool', '--db-password', key])),
  around('netrc', (key) => `machine h login bob password ${key}`),
];

const named: readonly Credential[] = [
  around('environment of a container', (key) => JSON.stringify({ env: [{ name: 'DB_PASSWORD', value: key }] })),
  around('Ruby', (key) => `:password => "${key}"`),
  around('YAML', (key) => `database:\n  password: ${key}\n  port: 1`),
  around('TOML', (key) => `api_token = "${key}"`),
  around('properties', (key) => `spring.datasource.password=${key}`),
  around('glued name', (key) => `myapikey: ${key}`),
  around('name in a header without a blank', (key) => `x-api-key:${key}`),
  around('encoded query', (key) => `next=%2Flogin%3Fpassword%3D${key}%26x%3D1`),
  around('HTML', (key) => `&quot;password&quot;:&quot;${key}&quot;`),
  around('Python', (key) => `{'client_secret': '${key}', 'a': 1}`),
  around('Digest', (key) => `Authorization: Digest username="bob", response="${key}"`),
  around('NuGet configuration', (key) => `<add key="ClearTextPassword" value="${key}" />`),
  { name: 'Basic', text: `-H "Authorization: Basic ${base64('bob:hunter22')}"`, secret: base64('bob:hunter22') },
  { name: 'a number in JSON', text: '{"pin":482913,"n":1}', secret: '482913' },
];

/** Forms of public rule sets (gitleaks, detect-secrets, trufflehog, secretlint) and of vendors' documentation. */
export const forms: readonly Credential[] = [
  ...tokens,
  ...addresses,
  ...commands,
  ...named,
  ...furtherForms,
  ...vendorTokens,
  ...requestForms,
  ...settingForms,

  ...writtenForms,
];

const doubled = (digit: number): number => (digit > 4 ? digit * 2 - 9 : digit * 2);

function withCheckDigit(start: string): string {
  const sum = [...start].reverse().reduce((total, digit, i) => total + (i % 2 === 0 ? doubled(+digit) : +digit), 0);
  return `${start}${(10 - (sum % 10)) % 10}`;
}

/** A number that begins so and has the right check digit. */
export const cardOf = (start: string, length: number): string =>
  withCheckDigit(start + random(length - 1 - start.length, `card${start}${length}`, DIGITS));

const cardsOf = (starts: readonly string[], lengths: readonly number[]): string[] =>
  starts.flatMap((start) => lengths.map((length) => cardOf(start, length)));

/** A number of every network and length. */
export const cards: readonly string[] = [
  ...cardsOf(['4'], [13, 16, 19]),
  ...cardsOf(['51', '55', '2221', '2720'], [16]),
  ...cardsOf(['34', '37'], [15]),
  ...cardsOf(['300', '305', '36', '38'], [14]),
  ...cardsOf(['3528', '3589', '6011', '622126', '2200'], [16, 17, 18, 19]),
  ...cardsOf(['5018', '6304', '6759'], [13, 14, 15, 16, 17, 18, 19]),
];
