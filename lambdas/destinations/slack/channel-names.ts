import * as z from 'zod/mini';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import type { NamePage, Names } from '../_kit/define-destination.ts';
import { nameIn } from './errors.ts';
import { API_URL, type Settings } from './settings.ts';

/** A channel by its name. Slack shows the history and changes messages by id alone. */
export const isChannelName = ({ channel = '' }: Pick<Settings, 'channel'>): boolean => channel.startsWith('#');

// https://docs.slack.dev/reference/methods/conversations.list: at most 1000 a page, 20 requests a minute.
const PAGE = 1000;

/** Private channels need a scope of their own, so they are asked for after the public ones. */
const PRIVATE = 'private:';

function render({ token = '', apiUrl = API_URL }: Settings, cursor = ''): OutboundRequest {
  const isPrivate = cursor.startsWith(PRIVATE);
  const from = isPrivate ? cursor.slice(PRIVATE.length) : cursor;
  const query = new URLSearchParams({
    types: isPrivate ? 'private_channel' : 'public_channel',
    exclude_archived: 'true',
    limit: String(PAGE),
    ...(from === '' ? {} : { cursor: from }),
  });
  return {
    method: 'GET',
    url: `${withoutSlash(apiUrl)}/conversations.list?${query}`,
    headers: { authorization: `Bearer ${token}` },
  };
}

const Channel = z.object({ id: z.string().check(z.regex(/^[CG][A-Z0-9]{1,30}$/)), name: z.string() });
const Page = z.object({
  ok: z.boolean(),
  error: z.optional(z.string()),
  channels: z._default(z.array(z.unknown()), []),
  response_metadata: z.optional(z.object({ next_cursor: z.optional(z.string()) })),
});
type Page = z.infer<typeof Page>;

function pageIn({ body }: OutboundResponse): Page | undefined {
  try {
    return Page.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

const CURSOR_MAX = 500;

function nextOf({ response_metadata: rest }: Page, prefix: string): NamePage {
  const next = rest?.next_cursor ?? '';
  if (next !== '' && next.length <= CURSOR_MAX) return { kind: 'more', cursor: prefix + next };
  return prefix === '' ? { kind: 'more', cursor: PRIVATE } : { kind: 'absent' };
}

function read(response: OutboundResponse, { channel = '' }: Settings, cursor = ''): NamePage {
  const page = pageIn(response);
  if (page?.ok !== true) return { kind: 'refused', reason: nameIn(page?.error ?? '') ?? `http_${response.status}` };
  const wanted = channel.slice(1);
  const found = page.channels.map((each) => Channel.safeParse(each).data).find((each) => each?.name === wanted);
  if (found !== undefined) return { kind: 'found', target: { channel: found.id } };
  return nextOf(page, cursor.startsWith(PRIVATE) ? PRIVATE : '');
}

/** The id of a channel that is configured by its name. */
export const channelNames: Names<Settings> = { needed: isChannelName, render, read };
