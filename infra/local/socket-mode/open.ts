import type { Reach } from '../../../lambdas/domain/reach.ts';
import { isFields, textOf } from '../../../lambdas/domain/values/json-fields.ts';
import { withoutSlash } from '../../../lambdas/domain/values/text.ts';
import type { Send } from '../../../lambdas/engine/ports/transport.ts';

/** The address of a connection, or why there is none. `isFinal`: trying again soon does not help. */
export type Opened = { readonly url: string } | { readonly reason: string; readonly isFinal: boolean };

/** What a connection is asked for with. */
export interface Opening {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly send: Send;
  readonly reach?: Reach | undefined;
}

const OPEN_MS = 10_000;

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

const isSocketUrl = (url: string): boolean =>
  /^wss:\/\/[\w.-]+\.slack(?:-gov)?\.com\//.test(url) || /^ws:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(url);

/** Words of Slack's that say that the token or the app is at fault. */
const final =
  /^(?:invalid_auth|not_authed|not_allowed_token_type|token_|account_inactive|missing_scope|forbidden_team|app_)/;

/** Asks Slack for the address of a connection (https://docs.slack.dev/reference/methods/apps.connections.open). */
export async function openConnection({ appToken, apiUrl, send, reach }: Opening): Promise<Opened> {
  const sent = await send(
    {
      method: 'POST',
      url: `${withoutSlash(apiUrl)}/apps.connections.open`,
      headers: { authorization: `Bearer ${appToken}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: '',
    },
    { timeoutMs: OPEN_MS, reach },
  );
  if (sent.kind !== 'answer') return { reason: sent.reason, isFinal: false };
  const answer = parsed(sent.response.body);
  const url = textOf(answer['url']) ?? '';
  if (answer['ok'] === true && isSocketUrl(url)) return { url };
  const word = /^[a-z_]{1,60}$/.exec(textOf(answer['error']) ?? '')?.[0] ?? `http_${sent.response.status}`;
  return { reason: word, isFinal: final.test(word) };
}
