import type { OutboundResponse } from '../../domain/outbound.ts';
import { type Outcome, refused, rejected, retry, unknown } from '../../domain/outcome.ts';
import { isSuccess, judgeWithoutWord, retryAfterSeconds } from '../_kit/http/http-status.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

// https://docs.slack.dev/reference/methods/chat.postMessage#errors and
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors

/** Nothing happened, and it will go away. */
const transient = words('ratelimited rate_limited service_unavailable request_timeout team_added_to_org');

/** In Slack's words: some aspect of the operation may have succeeded before the error. */
export const ambiguous = words('fatal_error internal_error');

/** Says something about the credential, the workspace or the channel, not about this message. */
const destinationWide = words(`
  access_denied accesslimited account_inactive action_prohibited as_user_not_supported cannot_post_to_channel
  channel_is_archived channel_not_found channel_type_not_supported deprecated_endpoint ekm_access_denied
  enterprise_is_restricted invalid_auth invalid_token is_archived is_inactive message_limit_exceeded
  messages_tab_disabled method_deprecated missing_scope no_active_hooks no_permission no_service no_service_id no_team
  not_allowed_token_type not_authed not_in_channel org_login_required posting_to_general_channel_denied
  restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel
  restricted_action_thread_locked restricted_action_thread_only_channel team_access_not_granted team_disabled
  team_not_found token_expired token_revoked two_factor_setup_required user_not_found
`);

/** Says something about this message, or about the message that is to be changed. */
const ofThisMessage = words(`
  attachment_payload_limit_exceeded block_mismatch cant_update_message edit_window_closed invalid_blocks
  invalid_blocks_format invalid_json invalid_metadata_format invalid_metadata_schema invalid_payload json_not_object
  markdown_text_conflict metadata_too_large msg_blocks_too_long msg_too_long no_text too_many_attachments
  too_many_contact_cards
`);

/** Says something about a thread, when it is a reply that was not taken. */
export const ofThread = words(`
  cannot_reply_to_message invalid_thread_ts message_not_found restricted_action_non_threadable_channel
  restricted_action_thread_locked
`);

/** The outcome of Slack's own word for an error. A word that is not known yet says nothing about the message. */
export function judgeError(error: string, response: OutboundResponse): Outcome {
  if (ambiguous.has(error)) return unknown(error);
  if (transient.has(error)) return retry(error, retryAfterSeconds(response));
  if (destinationWide.has(error)) return refused(error);
  if (ofThisMessage.has(error)) return rejected(error);
  return isSuccess(response) ? retry(error) : judgeWithoutWord(response, error);
}

/** An error name as Slack spells them. Anything else may hold what must not end up in a log. */
export const nameIn = (text: string): string | undefined => /^[a-z]{1,24}(?:_[a-z]{1,24}){0,6}$/.exec(text.trim())?.[0];
