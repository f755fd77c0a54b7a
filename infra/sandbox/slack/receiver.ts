import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { listAt, parseJson, strings, textAt } from '../_kit/json.ts';
import {
  accept,
  alertIdsIn,
  type Item,
  line,
  plain,
  type Receiver,
  refuse,
  type SandboxRequest,
} from '../_kit/receiver.ts';
import { type BlockFault, blockFault } from './blocks.ts';

// https://docs.slack.dev/reference/methods/chat.postMessage (errors: too_many_attachments)
const ATTACHMENTS_MAX = 100;

export interface MessageFault {
  readonly error: BlockFault['error'] | 'no_text' | 'too_many_attachments';
  readonly details: readonly string[];
}

/** Checks that both doors share: something to show, blocks within their limits. */
export function messageFault(message: Fields): MessageFault | undefined {
  const { text, blocks, attachments } = message;
  const hasBlocks = blocks !== undefined && !(Array.isArray(blocks) && blocks.length === 0);
  const extra = listAt(attachments);
  const hasText = typeof text === 'string' && text.trim() !== '';
  if (!hasBlocks && extra.length === 0 && !hasText) return { error: 'no_text', details: [] };
  if (extra.length > ATTACHMENTS_MAX) return { error: 'too_many_attachments', details: [] };
  return hasBlocks ? blockFault(blocks) : undefined;
}

/** The message as one line: its header, else its text, else the first words of a block. */
export function slackItem(message: Fields, arrived: boolean): Item {
  const header = listAt(message, 'blocks').find((block) => textAt(block, 'type') === 'header');
  const words = [...strings(message['blocks'])].find(([key]) => key === 'text')?.[1];
  const summary = line(textAt(header, 'text', 'text') ?? textAt(message, 'text') ?? words);
  return { summary, body: message, alertIds: alertIdsIn(message), arrived };
}

/** JSON as such, or the older form field `payload`. */
function readMessage({ headers, text }: SandboxRequest): Fields | undefined {
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const value = parseJson(form ? (new URLSearchParams(text).get('payload') ?? '') : text)?.value;
  return isFields(value) ? value : undefined;
}

/**
 * Slack's incoming webhook. The path is the credential; answers are plain text.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function slackWebhook(path: string): Receiver {
  const workspace = path.slice(0, path.lastIndexOf('/'));
  const no = (status: number, error: string, details: readonly string[] = []) =>
    refuse('message', plain(status, error), [error, ...details].join('; '));
  return {
    handle(request) {
      if (request.path.slice(0, request.path.lastIndexOf('/')) !== workspace) return no(404, 'no_service');
      if (request.path !== path) return no(403, 'invalid_token');
      if (request.method !== 'POST') return no(400, 'invalid_payload');
      const message = readMessage(request);
      if (message === undefined) return no(400, 'invalid_payload');
      const fault = messageFault(message);
      if (fault !== undefined) return no(400, fault.error, fault.details);
      return accept('message', plain(200, 'ok'), slackItem(message, true));
    },
    expired: () => plain(403, 'invalid_token'),
  };
}
