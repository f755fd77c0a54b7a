import { defined, type Fields, isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { type Auth, AuthSetting, formNames, type HmacSetting } from './auth-schema.ts';
import { unknownName } from './mistakes.ts';
import {
  placeholdersIn,
  plainForm,
  type SignatureForm,
  type SignatureScheme,
  schemeNames,
  signatureSchemes,
  TOLERANCE_SECONDS,
} from './signature-schemes.ts';

const allowedForms = `one of ${formNames.join(', ')}, or write "none" to accept everybody`;

/** SNS sends again for an hour (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html). */
const SNS_TOLERANCE_SECONDS = 3_900;

const listed = (secrets: string | readonly string[]): readonly string[] =>
  typeof secrets === 'string' ? [secrets] : secrets;

const headerIn = (name: string | undefined): string | undefined => name?.toLowerCase();

const schemeOf = (name: unknown): SignatureScheme | undefined => {
  const known = schemeNames.find((scheme) => scheme === name);
  return known === undefined ? undefined : signatureSchemes[known];
};

/** The forms that a setting means: those of its scheme that agree with what is written besides, else the first, altered. */
function formsOf(setting: Partial<HmacSetting>): readonly Partial<SignatureForm>[] {
  const scheme = schemeOf(setting.scheme);
  const { hash, encoding, prefix, separator } = setting;
  const content = setting.content ?? (setting.timestampHeader === undefined ? undefined : scheme?.timestampedContent);
  const timestampHeader = headerIn(setting.timestampHeader);
  const given = defined({
    header: headerIn(setting.header),
    hash,
    encoding,
    prefix,
    separator,
    content,
    timestampHeader,
  });
  const forms: readonly Partial<SignatureForm>[] = scheme?.forms ?? [plainForm];
  const agrees = (form: Partial<SignatureForm>): boolean =>
    Object.entries(given).every(([name, value]) => Object.entries(form).some(([n, v]) => n === name && v === value));
  const agreeing = forms.filter(agrees);
  return agreeing.length > 0 ? agreeing : [{ ...forms[0], ...given }];
}

const isWhole = (form: Partial<SignatureForm>): form is SignatureForm => form.header !== undefined;

function toHmac(setting: HmacSetting): Auth {
  const { secret, toleranceSeconds = TOLERANCE_SECONDS } = setting;
  return { scheme: 'hmac', forms: formsOf(setting).filter(isWhole), secrets: listed(secret), toleranceSeconds };
}

/** What a setting means to ingest. Of one that names no form nothing is made: it is a mistake and goes no further. */
export function toAuth(setting: AuthSetting): Auth {
  if (typeof setting === 'string') return { scheme: setting };
  const { bearer, token, basic, header, hmac, standardWebhooks, sns } = setting;
  if (bearer !== undefined) return { scheme: 'bearer', secrets: listed(bearer) };
  if (token !== undefined) return { scheme: 'token', secrets: listed(token) };
  if (basic !== undefined) return { scheme: 'basic', username: basic.username, secrets: listed(basic.password) };
  if (hmac !== undefined) return toHmac(hmac);
  if (standardWebhooks !== undefined) return { scheme: 'standardWebhooks', secrets: listed(standardWebhooks) };
  if (sns !== undefined) {
    const { topicArns, toleranceSeconds = SNS_TOLERANCE_SECONDS } = sns;
    return { scheme: 'sns', topicArns, toleranceSeconds };
  }
  if (header === undefined) return { scheme: 'bearer', secrets: [] };
  return { scheme: 'header', name: header.name.toLowerCase(), secrets: listed(header.value) };
}

/** What is signed has to hold the body, and the time when there is one: a time that is not signed proves nothing. */
function contentMistake({ content = '', timestampHeader }: Partial<SignatureForm>): string | undefined {
  const names = placeholdersIn(content);
  const bodies = names.filter((name) => name === 'body').length;
  if (bodies !== 1) return `found {body} ${bodies} times; allowed: exactly once, for what is signed is the body`;
  const isSigned = names.includes('timestamp');
  if (isSigned && timestampHeader === undefined)
    return 'holds {timestamp}: name the header that it comes in as timestampHeader';
  if (!isSigned && timestampHeader !== undefined)
    return 'holds no {timestamp}, and a time that is not signed proves nothing: write it where the sender does, such as "{timestamp}.{body}"';
  return undefined;
}

function checkHmac(value: Fields, path: Path): Problem[] {
  const { scheme, header } = value;
  if (typeof scheme === 'string' && schemeOf(scheme) === undefined) {
    const rest = '; for another sender name its header, and content where that is not "{body}"';
    return [{ path: [...path, 'scheme'], message: unknownName('signature scheme', scheme, schemeNames) + rest }];
  }
  if (scheme === undefined && header === undefined) {
    const message = `names no signature: give scheme (${schemeNames.join(', ')}), or the header that it comes in`;
    return [{ path, message }];
  }
  const parsed = AuthSetting.safeParse({ hmac: value });
  if (!parsed.success || typeof parsed.data === 'string' || parsed.data.hmac === undefined) return [];
  const [form = {}] = formsOf(parsed.data.hmac);
  const message = contentMistake(form);
  if (message !== undefined) return [{ path: [...path, 'content'], message }];
  if (value['toleranceSeconds'] === undefined || form.timestampHeader !== undefined) return [];
  return [{ path: [...path, 'toleranceSeconds'], message: 'means nothing without timestampHeader' }];
}

/** Nobody gets an open hook by forgetting a line: `none` has to be written. */
export function checkAuth(value: unknown, path: Path): Problem[] {
  if (value === undefined) return [{ path, message: `is missing: give ${allowedForms}` }];
  // What was written may be the credential itself, so it is not shown.
  if (!isFields(value) && value !== 'none' && value !== 'eventbridge')
    return [{ path, message: `names no form: give ${allowedForms}` }];
  if (!isFields(value)) return [];
  const given = formNames.filter((form) => value[form] !== undefined);
  const { hmac } = value;
  if (given.length === 1) return isFields(hmac) ? checkHmac(hmac, [...path, 'hmac']) : [];
  if (!AuthSetting.safeParse(value).success) return [];
  const found = given.length === 0 ? 'nothing' : given.join(' and ');
  return [{ path, message: `found ${found}; allowed: exactly one of ${formNames.join(', ')}` }];
}
