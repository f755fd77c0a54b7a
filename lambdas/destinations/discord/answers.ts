import * as z from 'zod/mini';
import type { OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry, unknown } from '../../domain/outcome.ts';
import { isSuccess, judgeWithoutWord, retryAfterSeconds, unconfirmedResponse } from '../_kit/http/http-status.ts';

/** Whether the channel is a forum. */
interface Forum {
  readonly forum?: boolean | undefined;
}

const Answer = z.object({ id: z.string().check(z.regex(/^\d{1,20}$/)), channel_id: z.optional(z.string()) });
const Trouble = z.object({
  code: z.optional(z.int().check(z.nonnegative(), z.maximum(9_999_999))),
  retry_after: z.optional(z.number().check(z.nonnegative())),
  errors: z.optional(z.record(z.string(), z.unknown())),
});
type Trouble = z.infer<typeof Trouble>;

export function parsed<T>(schema: z.ZodMiniType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A message in a post is found through the post: `<thread>/<message>`. */
function receiptId({ id, channel_id: thread }: z.infer<typeof Answer>, { forum }: Forum): string {
  return forum === true && thread !== undefined && /^\d{1,20}$/.test(thread) ? `${thread}/${id}` : id;
}

// https://docs.discord.com/developers/topics/opcodes-and-status-codes#json

/** Says something about the webhook, its channel or its thread, not about this message. */
const destinationWide = new Set([
  10_003, 10_004, 10_015, 10_016, 40_001, 40_058, 40_067, 50_001, 50_013, 50_014, 50_024, 50_027, 50_073, 50_083,
  160_005, 160_006, 220_001, 220_002, 220_003, 220_004,
]);
/** Empty or too large, no JSON, or stopped by a filter that read it. */
const ofThisMessage = new Set([40_005, 50_006, 50_109, 200_000, 200_001, 240_000]);
/** Invalid Form Body: `errors` names the fields; those of ours are the thread and the tags. */
const INVALID_FORM = 50_035;
const ofAlert = ['content', 'embeds', 'thread_name'];
/** Temporary, whatever the status: see also `retry_after`. */
const temporary = new Set([20_016, 20_028, 20_029, 40_004, 40_006, 40_062, 40_333, 130_000]);
/** Cloudflare or a gateway gave up on an answer that may yet have been on its way. */
const inDoubt = new Set([504, 520, 522, 524]);

const isOfMessage = ({ code = 0, errors = {} }: Trouble): boolean =>
  ofThisMessage.has(code) || (code === INVALID_FORM && ofAlert.some((field) => Object.hasOwn(errors, field)));

/** The outcome of Discord's own code; a code that is not known yet says nothing about the message. */
function judgeCode(response: OutboundResponse, trouble: Trouble): Outcome {
  const { code = 0 } = trouble;
  if (destinationWide.has(code)) return refused(`code_${code}`);
  if (isOfMessage(trouble)) return rejected(`code_${code}`);
  return code === 0 ? judgeWithoutWord(response) : judgeWithoutWord(response, `code_${code}`);
}

function judgeTrouble(response: OutboundResponse): Outcome {
  const trouble = parsed(Trouble, response.body) ?? {};
  const { code = 0, retry_after: seconds } = trouble;
  const { status } = response;
  const after = seconds === undefined ? retryAfterSeconds(response) : Math.ceil(seconds);
  if (status === 429) return retry('rate_limited', after);
  if (inDoubt.has(status)) return unknown(`http_${status}`);
  if (temporary.has(code)) return retry(`code_${code}`, after);
  return status >= 500 ? judgeWithoutWord(response) : judgeCode(response, trouble);
}

/** We ask for the message; whoever passes requests on without that gets the 204 that is documented as well. */
export function judge(response: OutboundResponse, settings: Forum): Outcome {
  if (!isSuccess(response)) return judgeTrouble(response);
  if (response.status === 204) return delivered();
  const message = parsed(Answer, response.body);
  return message === undefined ? unconfirmedResponse : delivered(receiptId(message, settings));
}

/** The post, or what the answer is about, is gone or closed: what is to be told is told apart. */
const goneForReplies = new Set(['code_10003', 'code_10008', 'code_50083', 'code_160005']);

export function judgeReply(response: OutboundResponse, settings: Forum): Outcome {
  const outcome = judge(response, settings);
  const isGone = settings.forum === true && outcome.kind === 'retry' && goneForReplies.has(outcome.reason);
  return isGone ? rejected(outcome.reason) : outcome;
}
