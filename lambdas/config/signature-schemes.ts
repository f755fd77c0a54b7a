/**
 * How a sender signs, as data. `content` says what is signed: `{body}` are the raw bytes, `{timestamp}` is the value of
 * the timestamp's header, and any other name in braces is the value of that header.
 */
export interface SignatureForm {
  readonly header: string;
  readonly hash: 'sha1' | 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  /** What stands before the signature in its header. */
  readonly prefix: string;
  /** What stands between several signatures in one header: any of them may be the right one. */
  readonly separator?: string;
  readonly content: string;
  readonly timestampHeader?: string;
}

/** One sender's way. With several forms, any of them proves it. */
export interface SignatureScheme {
  readonly docs: string;
  readonly forms: readonly SignatureForm[];
  /** What is signed once the operator has named a header for the time. */
  readonly timestampedContent?: string;
}

/** The commonest of all: HMAC-SHA256 over the body, in hexadecimal. */
export const plainForm = { hash: 'sha256', encoding: 'hex', prefix: '', content: '{body}' } as const;

const crowdstrike = { ...plainForm, header: 'x-cs-primary-signature', timestampHeader: 'x-cs-delivery-timestamp' };

/** Senders by the name that `hmac: { scheme: … }` takes. */
export const signatureSchemes = {
  github: {
    docs: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
    forms: [{ ...plainForm, header: 'x-hub-signature-256', prefix: 'sha256=' }],
  },
  // SHA-256 in spite of the header's name.
  snyk: {
    docs: 'https://docs.snyk.io/snyk-api/using-specific-snyk-apis/webhooks-apis/validating-payloads',
    forms: [{ ...plainForm, header: 'x-hub-signature', prefix: 'sha256=' }],
  },
  pagerduty: {
    docs: 'https://developer.pagerduty.com/docs/verifying-webhook-signatures',
    forms: [{ ...plainForm, header: 'x-pagerduty-signature', prefix: 'v1=', separator: ',' }],
  },
  grafana: {
    docs: 'https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/',
    forms: [{ ...plainForm, header: 'x-grafana-alerting-signature' }],
    timestampedContent: '{timestamp}:{body}',
  },
  fastly: {
    docs: 'https://docs.fastly.com/signalsciences/integrations/generic-webhooks/',
    forms: [{ ...plainForm, header: 'x-sigsci-signature' }],
  },
  // Public receivers disagree on what is signed and how it is written: either proves it. `encoding` chooses one.
  crowdstrike: {
    docs: 'https://marketplace.crowdstrike.com/listings/webhook',
    forms: [
      { ...crowdstrike, encoding: 'base64', content: '{body}{timestamp}' },
      { ...crowdstrike, content: '{timestamp}{body}' },
    ],
  },
} as const satisfies Record<string, SignatureScheme>;

export type SchemeName = keyof typeof signatureSchemes;
export const schemeNames = Object.keys(signatureSchemes) as readonly SchemeName[] as readonly [
  SchemeName,
  ...SchemeName[],
];

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const standardWebhooks = {
  hash: 'sha256',
  encoding: 'base64',
  header: 'webhook-signature',
  prefix: 'v1,',
  separator: ' ',
  content: '{webhook-id}.{timestamp}.{body}',
  timestampHeader: 'webhook-timestamp',
} as const satisfies SignatureForm;

/** The same headers as Svix names them (https://docs.svix.com/receiving/verifying-payloads/how-manual). */
const svixHeaders = ['id', 'timestamp', 'signature'].map((name) => [`svix-${name}`, `webhook-${name}`] as const);
export const svixSignature = 'svix-signature';

/** Headers by the names of the specification; one that is there under both keeps the value of the specification's. */
export const asStandard = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.hasOwn(headers, standardWebhooks.header) || !Object.hasOwn(headers, svixSignature)
    ? headers
    : { ...headers, ...Object.fromEntries(svixHeaders.map(([from, to]) => [to, headers[from] ?? ''])) };

/** How far a signed time may be from ours, either way, where nothing else is said. */
export const TOLERANCE_SECONDS = 300;

const placeholder = /\{([^{}]+)\}/g;

/** The names in braces of a `content`, in order. */
export const placeholdersIn = (content: string): string[] =>
  Array.from(content.matchAll(placeholder), ([, name = '']) => name);

/** What is signed before and after the body; nothing when a header that is part of it is missing. */
export function aroundBody(
  { content, timestampHeader }: Pick<SignatureForm, 'content' | 'timestampHeader'>,
  headers: Readonly<Record<string, string>>,
): readonly [before: string, after: string] | undefined {
  const [before = '', after = ''] = content.split('{body}');
  let isWhole = true;
  const fill = (text: string) =>
    text.replace(placeholder, (_, name: string) => {
      const header = name === 'timestamp' ? (timestampHeader ?? '') : name.toLowerCase();
      const value = Object.hasOwn(headers, header) ? (headers[header] ?? '') : '';
      isWhole &&= value !== '';
      return value;
    });
  const filled = [fill(before), fill(after)] as const;
  return isWhole ? filled : undefined;
}
