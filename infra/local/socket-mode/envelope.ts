import { isFields, textOf } from '../../../lambdas/domain/values/json-fields.ts';

/** What Slack sends over a connection (https://docs.slack.dev/apis/events-api/using-socket-mode). */
export type Envelope =
  /** `body`: the payload in the form of Slack's HTTP requests. */
  | { readonly kind: 'request'; readonly id: string; readonly body: string; readonly takesReply: boolean }
  | { readonly kind: 'hello' }
  /** Slack closes the connection soon. */
  | { readonly kind: 'disconnect'; readonly reason: string }
  | { readonly kind: 'other'; readonly id?: string };

const formOf = (payload: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(
    Object.entries(payload).flatMap(([name, value]): [string, string][] => {
      const text = textOf(value);
      return text === undefined ? [] : [[name, text]];
    }),
  ).toString();

function bodyOf(type: string | undefined, payload: Readonly<Record<string, unknown>>): string | undefined {
  if (type === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return type === 'slash_commands' ? formOf(payload) : undefined;
}

/** Reads one text of a connection; what is not known is answered and ignored. */
export function readEnvelope(text: string): Envelope {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { kind: 'other' };
  }
  if (!isFields(message)) return { kind: 'other' };
  const type = textOf(message['type']);
  if (type === 'hello') return { kind: 'hello' };
  if (type === 'disconnect') return { kind: 'disconnect', reason: textOf(message['reason']) ?? 'unknown' };
  const id = textOf(message['envelope_id']);
  const body = isFields(message['payload']) ? bodyOf(type, message['payload']) : undefined;
  if (id === undefined) return { kind: 'other' };
  if (body === undefined) return { kind: 'other', id };
  return { kind: 'request', id, body, takesReply: message['accepts_response_payload'] === true };
}
