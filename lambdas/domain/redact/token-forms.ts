import { gitleaksForms, gitleaksNamedForms } from './gitleaks.ts';
import { endOf, isAlphanumeric, isStart, lengthAt, matchAt, nothing, type Rule, type Span, span } from './span.ts';

/** Forms that the rule file does not know, knows by another keyword, or takes more narrowly than they are seen. */
const furtherForms = String.raw`
aws-key akia,asia - (?:AKIA|ASIA)[A-Z0-9]{16}
bedrock absk - \bABSK[A-Za-z0-9+/]{100,300}={0,2}
github-token ghp_,gho_,ghu_,ghs_,ghr_ - gh[pousr]_[A-Za-z0-9_]{20,255}
github-token github_pat_ - github_pat_\w{30,255}
gitlab-token glpat-,gldt-,glrt-,glcbt-,glft-,glptt-,glsoat-,glimt-,gloas-,glagent-,glffct- - gl[a-z]{2,5}-[\w.-]{18,300}
slack-token xoxa-,xoxb-,xoxe-,xoxe.xox,xoxo-,xoxp-,xoxr-,xoxs-,xoxd-,xoxc- - xox(?:e\.xox)?[a-z]-[\w%-]{10,400}
slack-token xapp- - xapp-\d-[\w-]{10,300}
stripe-key sk_live_,sk_test_,rk_live_,rk_test_,sk_prod_,rk_prod_,whsec_ - (?:[sr]k_(?:live|test|prod)|whsec)_\w{16,255}
openai-key sk- - \bsk-(?:[a-z]{2,9}-){0,2}[\w-]{20,300}
groq-key gsk_ - \bgsk_\w{40,80}
xai-key xai- - \bxai-\w{60,100}
replicate-token r8_ - \br8_\w{32,44}
huggingface-token hf_ - \bhf_[A-Za-z0-9]{30,60}
langsmith-key lsv2_ - lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}
sendgrid-key sg. - \bSG\.[\w-]{16,32}\.[\w-]{30,64}
pypi-token pypi- - \bpypi-A[\w-]{50,400}
npm-token npm_ - \bnpm_[A-Za-z0-9]{30,60}
nuget-key oy2 - \boy2[a-z0-9]{43}
crates-token cio - \bcio[A-Za-z0-9]{32}
docker-token dckr_pat_,dckr_oat_ - dckr_[po]at_[\w-]{20,60}
digitalocean-token dop_v1_,doo_v1_,dor_v1_ - do[por]_v1_[a-f0-9]{40,64}
shopify-token shpat_,shpca_,shppa_,shpss_,shptka_ - shp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{32}
vault-token hvs.,hvb.,hvr. - \bhv[sbr]\.[\w-]{20,400}
google-secret gocspx- - GOCSPX-[\w-]{20,60}
google-token ya29. - ya29\.[\w-]{20,400}
google-token 1//0 - 1\/\/0[\w-]{30,200}
google-key aiza - AIza[\w-]{30,60}
atlassian-token atatt3,atctt3,atbb - (?:AT[AC]TT3[\w=-]{50,400}|\bATBB[A-Za-z0-9]{28,40})
bitbucket-token bbdc- - \bBBDC-[A-Za-z0-9+/@_-]{40,50}
tailscale-key tskey- - tskey-[a-z]{3,12}-[A-Za-z0-9]{8,30}-[A-Za-z0-9]{20,50}
supabase-token sbp_,sb_secret_ - \bsb(?:p|_secret)_[\w-]{20,80}
netlify-token nfp_ - \bnfp_[A-Za-z0-9]{36,50}
contentful-token cfpat- - \bCFPAT-[\w-]{40,50}
figma-token figd_ - \bfigd_[\w-]{40,60}
posthog-key phx_ - \bphx_[A-Za-z0-9]{40,60}
doppler-token dp. - \bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}
alibaba-key ltai - \bLTAI[A-Za-z0-9]{16,30}
tencent-key akid - \bAKID[A-Za-z0-9]{32}
amazon-mws amzn.mws. - amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}
appsync-key da2- - \bda2-[a-z0-9]{26}
square-secret sq0csp- - sq0csp-[\w-]{40,50}
lob-key live_,test_ - \b(?:live|test)_[a-f0-9]{35}
buildkite-token bkua_ - \bbkua_[a-z0-9]{40}
circleci-token ccipat_ - \bCCIPAT_[A-Za-z0-9]{20,30}_[A-Za-z0-9]{40,46}
onepassword-key a3- - \bA3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}
age-key age-secret-key-1 i AGE-SECRET-KEY-1[A-Z0-9]{58}
google-hmac-key goog1e - \bGOOG1E[A-Z0-9]{55}
firebase-key apa91b - APA91b[\w-]{100,200}
braintree-token access_token$production$,access_token$sandbox$ - access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}
pinecone-key pcsk_ - \bpcsk_\w{50,80}
nvidia-key nvapi- - \bnvapi-[\w-]{50,80}
fireworks-key fw_ - \bfw_[A-Za-z0-9]{22,30}
cerebras-key csk- - \bcsk-[a-z0-9]{40,60}
neon-key napi_ - \bnapi_[A-Za-z0-9]{50,70}
resend-key re_ - \bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,30}
sourcegraph-token sgp_ - \bsgp_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40}
render-key rnd_ - \brnd_[A-Za-z0-9]{28,40}
honeycomb-key hcaik_,hcalk_,hcxik_,hcxmk_ - \bhc[ax][ilm]k_[A-Za-z0-9]{50,70}
elastic-key essu_ - \bessu_[\w=-]{40,100}
sonarqube-token squ_,sqp_,sqa_ - \bsq[upa]_[a-f0-9]{40}
vercel-token vcp_,vca_,vci_,vck_ - \bvc[paick]_[A-Za-z0-9]{40,60}
hd-wallet-key xprv9,tprv8 - \b[xt]prv[A-Za-z0-9]{100,112}
databricks-token dose - \bdose[a-f0-9]{32}
google-key aq.ab - \bAQ\.Ab[\w-]{40,120}
cloudflare-token cfut_,cfat_,cfk_ - \bcf(?:ut|at|k)_[A-Za-z0-9]{40,80}
grafana-key eyjrijoi - eyJrIjoi[A-Za-z0-9]{60,400}={0,2}
hubspot-token pat-na,pat-eu,pat-ap - \bpat-[a-z]{2}\d-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}
segment-token sgp_ - \bsgp_[A-Za-z0-9]{60,70}
salesforce-session 00d - \b00D[A-Za-z0-9]{12,15}![\w.]{80,150}
adafruit-key aio_ - \baio_[A-Za-z0-9]{28}
dependency-track-key odt_ - \bodt_[A-Za-z0-9]{32,64}
mongodb-secret mdb_sa_sk_ - mdb_sa_sk_[\w-]{40,60}
nightfall-key nf- - \bNF-[A-Za-z0-9]{32}
elevenlabs-key sk_ - \bsk_[a-f0-9]{48}
zoho-token 1000. - \b1000\.[a-f0-9]{32}\.[a-f0-9]{32}
stackhawk-key hawk. - \bhawk\.[\w-]{20}\.[\w-]{20}
voiceflow-key vf. - \bVF\.(?:(?:DM|WS)\.)?[a-f0-9]{24}\.[A-Za-z0-9]{16}
ubidots-token bbff- - \bBBFF-[A-Za-z0-9]{30}
pagarme-key ak_live_,ak_test_ - \bak_(?:live|test)_[A-Za-z0-9]{30}
mollie-key live_,test_ - \b(?:live|test)_(?=[A-Za-z]{0,20}\d)[A-Za-z0-9]{30}
mailersend-token mlsn. - \bmlsn\.[a-f0-9]{64}
brevo-key xkeysmtp- - \bxkeysmtp-[a-f0-9]{64}-[A-Za-z0-9]{16}
snyk-token snyk_uat.,snyk_sat. - \bsnyk_[us]at\.[a-f0-9]{8}\.[\w.-]{40,200}
coralogix-key cxtp_,cxup_ - \bcx[tu]p_[A-Za-z0-9]{30}
axiom-token xaat-,xapt- - \bxa[ap]t-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}
tavily-key tvly- - \btvly-[A-Za-z0-9-]{30,60}
jina-key jina_ - \bjina_[A-Za-z0-9]{50,70}
together-key tgp_v1_ - \btgp_v1_[\w-]{40,60}
wandb-key wandb_v1_ - \bwandb_v1_\w{60,100}
infisical-token st. - \bst\.[a-f0-9]{24}\.[a-f0-9]{32}\.[a-f0-9]{32}
twitch-token oauth: - \boauth:[a-z0-9]{30}
ntfy-token tk_ - \btk_[a-z0-9]{29}
rootly-token rootly_ - \brootly_[a-f0-9]{64}
stytch-secret secret-live-,secret-test- - \bsecret-(?:live|test)-[\w-]{36}=?
figma-token figo_,figor_,figu_ - \bfig(?:o|or|u)_[\w-]{40,60}
linear-token lin_oauth_ - \blin_oauth_[a-f0-9]{64}
dynatrace-token dt0s01.,dt0s16. - \bdt0s\d\d\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}
youtrack-token perm:,perm- - \bperm[:-][\w=]{8,60}\.[\w=]{4,60}\.[A-Za-z0-9]{20,60}
e2b-key e2b_ - \be2b_[a-f0-9]{40}
sourcegraph-key slk_ - \bslk_[a-f0-9]{64}
teamwork-token tkn.v1_ - \btkn\.v1_[A-Za-z0-9]{60,80}
fleetbase-key flb_live_ - \bflb_live_[A-Za-z0-9]{20}
flexport-token shltm_ - \bshltm_[\w-]{40}
aws-session iqojb3jpz2lux2,fwogzxivyxdz - \b(?:IQoJb3JpZ2luX2|FwoGZXIvYXdz)[\w+/=%-]{40,3000}
scram-secret scram-sha- i \bscram-sha-\d{1,3}\$\d{1,9}:[\w+/=]{8,60}\$[\w+/=]{20,100}:[\w+/=]{20,100}
ntlm-hash aad3b435b51404ee i aad3b435b51404ee[a-f0-9]{16}:[a-f0-9]{32}
`;

/** A form as a line says it: id, keywords, flags, expression. */
interface Form {
  readonly id: string;
  readonly keywords: readonly string[];
  readonly flags: string;
  readonly source: string;
}

function formOf(line: string): Form {
  const [id = '', keywords = '', flags = ''] = line.split(' ', 3);
  const source = line.slice(id.length + keywords.length + flags.length + 3);
  return { id, keywords: keywords.split(','), flags: flags.replace('-', ''), source };
}

const formsIn = (table: string): Form[] => table.trim().split('\n').map(formOf);

/** What is removed, for a reader: `github-pat` becomes `github pat`. */
const nameOf = (id: string): string => id.replaceAll('-', ' ');

const isTokenPart = (code: number): boolean => isAlphanumeric(code) || code === 95 || code === 45 || code === 61;
const furtherPart = /\.[\w-]{8,}/y;

/** The end of a token: forms grow, so all that hangs together with it belongs to it. */
function tokenEnd(text: string, from: number): number {
  let end = endOf(text, from, isTokenPart);
  for (let more = matchAt(furtherPart, text, end); more !== null; more = matchAt(furtherPart, text, end))
    end += more[0].length;
  return end;
}

/** A run of the same character, or what documentation shows, is nobody's credential. */
const isVaried = (token: string): boolean => /[\dA-Z]/.test(token.slice(3)) && hasManyKinds(token.slice(-24));

/** Whether more than four characters of a text differ. */
function hasManyKinds(text: string): boolean {
  let seen = '';
  for (let i = 0; i < text.length && seen.length < 5; i += 1)
    if (!seen.includes(text.charAt(i))) seen += text.charAt(i);
  return seen.length > 4;
}

function ownForm({ id, keywords, flags, source }: Form): Rule {
  const isWord = source.startsWith(String.raw`\b`) || keywords.some(({ length }) => length < 4);
  const bare = isWord && source.startsWith(String.raw`\b`) ? source.slice(2) : source;
  let pattern: RegExp | undefined;
  const find = (text: string, at: number): Span | undefined => {
    if (isWord && !isStart(text, at)) return undefined;
    pattern ??= new RegExp(bare, `${flags}y`);
    const match = matchAt(pattern, text, at);
    if (match === null) return undefined;
    const to = tokenEnd(text, at + match[0].length);
    return isVaried(match[0]) ? span(text, at, to, nameOf(id)) : nothing(at, to);
  };
  return { keywords, find };
}

const joined = String.raw`[ \t\w.-]{0,20}["'\s]{0,3}(?:=>|:{1,3}=|[=:>])["'\s=${'`'}]{0,5}`;

const JOINED_MAX = 24;

/** Whether a sign that joins a name with its value stands so near; to see that it does not takes less time than the expression. */
function isJoined(text: string, from: number): boolean {
  for (let at = from; at < from + JOINED_MAX; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 57 && code < 63 && code !== 59 && code !== 60) return true;
  }
  return false;
}

/** Digests and commit ids stand beside the names of vendors too. */
const isMixed = (value: string): boolean => /\d.*\d/.test(value) && /[g-z]/i.test(value);

/** The forms of one vendor: where its name stands, all are tried. */
function vendorRule(forms: readonly Form[]): Rule {
  let patterns: readonly (readonly [id: string, pattern: RegExp])[] | undefined;
  const find = (text: string, _: number, end: number): Span | undefined => {
    if (!isJoined(text, end)) return undefined;
    patterns ??= forms.map(({ id, source }) => [id, new RegExp(`${joined}(${source})(?![A-Za-z0-9_-])`, 'iy')]);
    for (const [id, pattern] of patterns) {
      const [whole = '', value = ''] = matchAt(pattern, text, end) ?? [];
      const to = end + whole.length;
      if (isMixed(value)) return span(text, to - value.length, to, nameOf(id));
    }
    return undefined;
  };
  return { keywords: forms[0]?.keywords ?? [], find };
}

const byVendor = (forms: readonly Form[]): Rule[] =>
  [...Map.groupBy(forms, ({ keywords }) => keywords.join()).values()].map(vendorRule);

/** Forms whose keyword stands inside, with the number of characters before it. */
const inner: readonly (readonly [what: string, keyword: string, back: number, pattern: RegExp])[] = [
  ['azure secret', 'Q~', 4, /[\w~.]{3}\dQ~[\w~.-]{30,40}/y],
  ['terraform token', '.atlasv1.', 14, /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{50,80}/y],
  ['maxmind key', '_mmk', 36, /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk/y],
  ['openai key', 'T3BlbkFJ', 23, /sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}/y],
  ['new relic key', 'FFFFNRAL', 32, /[a-f0-9]{32}FFFFNRAL/y],
  ['ntlm hash', ':::', 65, /[a-f0-9]{32}:[a-f0-9]{32}:::/iy],
  ['mailchimp key', '-us', 32, /[a-f0-9]{32}-us\d{1,2}/y],
];

const innerForm = ([what, keyword, back, pattern]: (typeof inner)[number]): Rule => ({
  keywords: [keyword.toLowerCase()],
  find: (text, at) => {
    const from = at - back;
    if (from < 0 || !text.startsWith(keyword, at)) return undefined;
    const match = matchAt(pattern, text, from);
    return match === null ? undefined : span(text, from, tokenEnd(text, from + match[0].length), what);
  },
});

/** The keys of Azure, which have a mark near their end: what stands there, and how many characters before it. */
const azureKeys: readonly (readonly [mark: string, back: number, end: RegExp])[] = [
  ['+ASt', 76, /[A-Za-z0-9+/]{5,6}==/y],
  ['+ABa', 76, /[A-Za-z0-9+/]{5,6}==/y],
  ['ACDb', 76, /[A-Za-z0-9+/]{5,6}==/y],
  ['APIM', 76, /[A-Za-z0-9+/]{5,6}==/y],
  ['+ASb', 33, /[A-Za-z0-9+/]{6}=/y],
  ['+AEh', 33, /[A-Za-z0-9+/]{6}=/y],
  ['AIoT', 33, /[A-Za-z0-9+/]{6}=/y],
  ['AzCa', 33, /[A-Za-z0-9+/]{6}=/y],
  ['AzSe', 42, /[A-Za-z0-9]{6}(?![\w-])/y],
  ['+ACR', 42, /[A-Za-z0-9]{6}(?![\w-])/y],
  ['AzFu', 44, /[\w-]{5,6}==/y],
  ['JQQJ', 52, /[A-Za-z0-9]{28}(?![\w-])/y],
  ['AZDO', 76, /[A-Za-z0-9]{4}(?![\w-])/y],
];

const isOfKey = (code: number): boolean => isTokenPart(code) || code === 43 || code === 47;

const azureKey = ([mark, back, end]: (typeof azureKeys)[number]): Rule => ({
  keywords: [mark.toLowerCase()],
  find: (text, at) => {
    const from = at - back;
    const behind = at + mark.length;
    if (from < 0 || !text.startsWith(mark, at)) return undefined;
    const length = lengthAt(end, text, behind);
    return length > 0 && endOf(text, from, isOfKey, back) === at
      ? span(text, from, behind + length, 'azure key')
      : undefined;
  },
});

/** Credentials that are known by their form, wherever they stand. */
export const tokenForms = (): readonly Rule[] => [
  ...formsIn(furtherForms).map(ownForm),
  ...formsIn(gitleaksForms).map(ownForm),
  ...inner.map(innerForm),
  ...azureKeys.map(azureKey),
  ...byVendor(formsIn(gitleaksNamedForms)),
];
