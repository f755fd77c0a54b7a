import * as z from 'zod/mini';
import type { OutboundRequest, OutboundResponse } from '../../../domain/outbound.ts';
import { type Outcome, refused, rejected, retry, unknown } from '../../../domain/outcome.ts';
import { type Fields, isFields, listOf, textOf } from '../../../domain/values/json-fields.ts';
import { withoutSlash } from '../../../domain/values/text.ts';
import { urlPart } from '../../../domain/values/url-part.ts';
import { judgeWithoutWord, retryAfterSeconds } from '../http/http-status.ts';

/** What the destinations at GitHub have in common (https://docs.github.com/en/rest). */

const API_URL = 'https://api.github.com';
const API_VERSION = '2022-11-28';

/** The settings that name a repository and the right to write to it. */
export const repositorySettings = {
  owner: z.string().check(
    z.regex(/^[a-z\d](?:[a-z\d_-]{0,98})$/i, {
      error: 'is not the name of a GitHub account: expected the part before the slash in github.com/owner/repo',
    }),
    z.describe('The user or organisation that the repository belongs to: what stands before the slash.'),
  ),
  repo: z.string().check(
    z.regex(/^(?!\.{1,2}$)[\w.-]{1,100}$/, {
      error: 'is not the name of a GitHub repository: expected the part after the slash in github.com/owner/repo',
    }),
    z.describe('The repository’s name: what stands after the slash.'),
  ),
  token: z
    .string()
    .check(
      z.regex(/^[\x21-\x7e]+$/, { error: 'is not a GitHub token: expected one word such as github_pat_…' }),
      z.describe('A fine-grained personal access token for this one repository, github_pat_….'),
    ),
  apiUrl: z
    ._default(z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }), API_URL)
    .check(z.describe('Where the REST API is, for GitHub Enterprise Server: https://HOST/api/v3.')),
};

interface Repository {
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  readonly apiUrl: string;
}

/** Address and headers of what belongs to a repository; the path begins with a slash. */
export const inRepository = (
  { owner, repo, token, apiUrl }: Repository,
  path: string,
): Pick<OutboundRequest, 'url' | 'headers'> => ({
  url: `${withoutSlash(apiUrl)}/repos/${urlPart(owner)}/${urlPart(repo)}${path}`,
  headers: {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    // GitHub answers 403 without it (https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api).
    'user-agent': 'Tocsin',
    'x-github-api-version': API_VERSION,
  },
});

/** Limits are counted by whom a token belongs to (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api). */
export const quotaOf = ({ apiUrl, token }: Repository): string => `github ${apiUrl} ${token}`;

export function jsonOf({ body }: OutboundResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** What a secondary limit asks for when no header says more: "wait for at least one minute". */
const SECONDARY_SECONDS = 60;
const busy = /rate limit|abuse detection|submitted too quickly|has been spammed|temporarily blocked/i;

function messagesIn(response: OutboundResponse): string {
  const body = jsonOf(response);
  if (!isFields(body)) return '';
  const details = listOf(body['errors']).map((error) => (isFields(error) ? error['message'] : error));
  return [body['message'], ...details].filter((text) => typeof text === 'string').join('\n');
}

/**
 * Seconds until another request is welcome, when this one was one too many: GitHub says so with 403 as well as with 429,
 * and with 422 where content is made too fast.
 */
function limitedSeconds(response: OutboundResponse): number | undefined {
  const { status, headers, at } = response;
  if (![403, 422, 429].includes(status)) return undefined;
  const after = status === 422 ? undefined : retryAfterSeconds(response);
  if (after !== undefined) return after;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  if (headers['x-ratelimit-remaining']?.trim() === '0' && reset > 0) return Math.max(1, Math.ceil(reset - at / 1000));
  return status === 429 || busy.test(messagesIn(response)) ? SECONDARY_SECONDS : undefined;
}

/** These come from the settings alone, so every alert would fail on them. */
const ofSettings = new Set(['labels', 'assignees', 'milestone', 'type', 'event_type']);
/** These are made of the alert; GitHub names the text of a comment `data`. */
const ofTheAlert = new Set(['title', 'body', 'data', 'client_payload']);

/** A text that was sent and is "missing" has been lost on the way, whatever the alert. */
const isLost = (error: Fields): boolean => /^missing/.test(textOf(error['code']) ?? '');

/**
 * Which fields GitHub did not take; never what it says of them, which may quote the alert or a credential
 * (https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed).
 */
function invalid(response: OutboundResponse): Outcome {
  const body = jsonOf(response);
  const errors = (isFields(body) ? listOf(body['errors']) : []).filter(isFields);
  const fields = errors.map((error) => textOf(error['field']) ?? '');
  const known = fields.map((field) => (ofSettings.has(field) || ofTheAlert.has(field) ? field : 'other'));
  const names = [...new Set(known)].sort();
  if (names.length === 0) return judgeWithoutWord(response);
  const reason = `invalid_fields: ${names.join(' ')}`.slice(0, 60);
  if (fields.some((field) => ofSettings.has(field))) return refused(reason);
  const isOfTheMessage = fields.every((field) => ofTheAlert.has(field)) && !errors.some(isLost);
  return isOfTheMessage ? rejected(reason) : retry(reason);
}

/** Whether it is GitHub that answers: a proxy says nothing in its form. */
export const isFromGitHub = (response: OutboundResponse): boolean => {
  const body = jsonOf(response);
  return isFields(body) && typeof body['message'] === 'string';
};

/**
 * What a refusal means (https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api). A repository
 * that the token may not see is a 404; neither that nor a new name is about one alert. A gateway that lost patience does
 * not say whether the request was carried out.
 */
export function judgeRefusal(response: OutboundResponse): Outcome {
  const { status } = response;
  const limited = limitedSeconds(response);
  if (limited !== undefined) return retry('rate_limited', limited);
  if (status >= 300 && status < 400) return refused('repository_moved');
  if (status === 404) return refused('not_found');
  if (status === 502 || status === 504) return unknown(`http_${status}`);
  return status === 400 || status === 422 ? invalid(response) : judgeWithoutWord(response);
}
