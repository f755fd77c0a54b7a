import * as z from 'zod/mini';
import type { OutboundRequest, OutboundResponse } from '../../../domain/outbound.ts';
import { type Outcome, refused, retry, unknown } from '../../../domain/outcome.ts';
import { type Fields, isFields, textOf } from '../../../domain/values/json-fields.ts';
import { withoutSlash } from '../../../domain/values/text.ts';
import { judgeWithoutWord, retryAfterSeconds } from '../http/http-status.ts';

/** What ServiceNow's interfaces share: who signs in, text that stays text, and what an answer means. */

const given = (what: string) => z.string().check(z.minLength(1, { error: `must be ${what}` }));

/** The settings that every ServiceNow destination has. */
export const instanceSettings = {
  url: z
    .url({
      protocol: /^https?$/,
      error: 'must be the address of the instance, such as https://example.service-now.com',
    })
    .check(z.describe('The address of the instance: https://example.service-now.com.')),
  user: z.optional(
    z
      .string()
      .check(
        z.regex(/^[^:]+$/, { error: 'must be a user name without a colon' }),
        z.describe('A user of its own for Tocsin, with password.'),
      ),
  ),
  password: z.optional(given('the password of user').check(z.describe('The password of user.'))),
  clientId: z.optional(
    given('the client id of an OAuth application').check(
      z.describe('In place of user and password: the client id of an OAuth application (client credentials).'),
    ),
  ),
  clientSecret: z.optional(
    given('the client secret of the OAuth application').check(
      z.describe('The client secret of the OAuth application.'),
    ),
  ),
};

export const instanceSecrets = ['password', 'clientSecret'] as const;

export interface Instance {
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
}

/** Basic or OAuth, whole, and not both. */
export const hasOneCredential = ({ user, password, clientId, clientSecret }: Instance): boolean =>
  clientId === undefined && clientSecret === undefined
    ? user !== undefined && password !== undefined
    : clientId !== undefined && clientSecret !== undefined && user === undefined && password === undefined;

export const oneCredential = { error: 'needs one credential: user and password, or clientId and clientSecret' };

export const baseOf = ({ url }: Instance): string => withoutSlash(url);

const json = { accept: 'application/json', 'content-type': 'application/json' };

/**
 * Headers, and for OAuth where the token comes from
 * (https://www.servicenow.com/docs/r/platform-security/authentication/client-credentials.html).
 */
export function signIn(settings: Instance): Pick<OutboundRequest, 'headers' | 'auth'> {
  const { user = '', password = '', clientId, clientSecret = '' } = settings;
  if (clientId !== undefined) {
    const tokenUrl = `${baseOf(settings)}/oauth_token.do`;
    return { headers: json, auth: { kind: 'client-credentials', tokenUrl, clientId, clientSecret } };
  }
  const basic = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  return { headers: { ...json, authorization: `Basic ${basic}` } };
}

/** Limits are set by the instance's administrator for each user and interface. */
export const quotaOf = (api: string, settings: Instance): string =>
  `servicenow ${api} ${baseOf(settings)} ${settings.clientId ?? settings.user ?? ''}`;

/**
 * Between `[code]` and `[/code]` a journal shows HTML; what is in a description is often copied into one
 * (https://www.servicenow.com/docs/r/platform-security/instance-security-hardening-settings/sc-allow-embedded-html-code.html).
 */
export const withoutCode = (text: string): string => text.replace(/\[(?=\/?code)/gi, '[ ');

/** The JSON object of an answer; nothing when it is none. */
export function objectIn({ body }: OutboundResponse): Fields | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isFields(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A 200 whose work was cut off half-way: the error stands at the end, perhaps after half a record
 * (https://support.servicenow.com/kb?id=kb_article_view&sysparm_article=KB1297438).
 */
export const wasCutOff = ({ body }: OutboundResponse): boolean =>
  /"status"\s*:\s*"failure"\s*\}?\s*$/.test(body.slice(-200));

function errorText(response: OutboundResponse): string {
  const error = objectIn(response)?.['error'];
  return isFields(error) ? `${textOf(error['message']) ?? ''} ${textOf(error['detail']) ?? ''}` : '';
}

/** Whether there is no such record, which is said with the same status as that there is no such interface. */
export const isNoRecord = (response: OutboundResponse): boolean =>
  response.status === 404 && /no record|records? matching/i.test(errorText(response));

/** https://www.servicenow.com/docs/r/api-reference/rest-api-explorer/inbound-REST-API-rate-limiting.html */
function limitedSeconds(response: OutboundResponse): number | undefined {
  const resetSeconds = Number(response.headers['x-ratelimit-reset'] ?? Number.NaN);
  const wait = Math.ceil(resetSeconds - response.at / 1000);
  return retryAfterSeconds(response) ?? (wait >= 0 && wait <= 3600 ? wait : undefined);
}

/**
 * An access rule or a mandatory field stops every record alike. Whether a business rule stops this record or every one
 * is not said, so it is retried.
 */
function judgeForbidden(response: OutboundResponse): Outcome {
  const said = errorText(response);
  if (/data policy/i.test(said)) return refused('data_policy');
  return /business rule/i.test(said) ? retry('business_rule') : refused('http_403');
}

/** A table that is not there; else a request that was not understood, which a proxy can cause for every record. */
function judgeUnreadable(response: OutboundResponse): Outcome {
  const said = errorText(response);
  if (/invalid table/i.test(said)) return refused('invalid_table');
  return said === '' ? judgeWithoutWord(response) : retry('invalid_request');
}

/** Something before ServiceNow lost patience; the work may have been done. */
const lostOnTheWay = (response: OutboundResponse): Outcome => unknown(`http_${response.status}`);

const refusals: Readonly<Record<number, (response: OutboundResponse) => Outcome>> = {
  // "Might or might not be acted upon": https://www.servicenow.com/community/servicenow-ai-platform-blog/http-202-from-an-inbound-web-service-call/ba-p/2289402
  202: lostOnTheWay,
  400: judgeUnreadable,
  403: judgeForbidden,
  // Accept and content type are the same in every request: a proxy has changed them.
  415: () => refused('http_415'),
  429: (response) => retry('rate_limited', limitedSeconds(response)),
  502: lostOnTheWay,
  504: lostOnTheWay,
};

/**
 * What an answer means that is no success
 * (https://www.servicenow.com/docs/r/api-reference/rest-api-explorer/r_RESTAPIHTTPResponseCodes.html).
 */
export function judgeRefusal(response: OutboundResponse): Outcome {
  const { status } = response;
  const judge = refusals[status];
  if (judge !== undefined) return judge(response);
  return status >= 300 && status < 400 ? refused('redirect') : judgeWithoutWord(response);
}
