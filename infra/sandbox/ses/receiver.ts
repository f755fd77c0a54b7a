import { AWS_REGION, sandboxSigner, signatureError } from '../_kit/aws-signature.ts';
import { at, listAt, parseJson, textAt } from '../_kit/json.ts';
import { mailItem } from '../_kit/mailbox.ts';
import { addressesIn, header, readMail } from '../_kit/mime-reader.ts';
import {
  type Answer,
  accept,
  json,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';
import type { SandboxWorld } from '../_kit/settings.ts';

/** What is known here. All of it is invented. */
export const SES = { from: 'tocsin@example.com', to: ['soc@example.com'], configurationSet: 'alerts' } as const;
export const SES_PREFIX = '/ses';

// https://docs.aws.amazon.com/ses/latest/dg/quotas.html
const MESSAGE_MAX = 40 * 1024 * 1024;
const RECIPIENTS_MAX = 50;

const statuses: Readonly<Record<string, number>> = { NotFoundException: 404, RequestExpired: 400 };

const error = (name: string, status = statuses[name] ?? 400, message = name): Answer =>
  json(status, { message }, { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazonaws.sesv2/` });

const no = (name: string, problem: string, status?: number): Verdict =>
  refuse('mail', error(name, status, problem), problem);

function refusal(body: unknown, raw: string, verified: readonly string[]): Verdict | undefined {
  const to = listAt(body, 'Destination', 'ToAddresses').map(String);
  const set = at(body, 'ConfigurationSetName');
  const from = textAt(body, 'FromEmailAddress');
  if (raw === '') return no('BadRequestException', 'Content.Raw.Data is missing');
  if (Buffer.byteLength(raw) > MESSAGE_MAX) return no('BadRequestException', 'the message is too long');
  if (to.length === 0 || to.length > RECIPIENTS_MAX) return no('BadRequestException', `${to.length} recipients`);
  if (set !== undefined && set !== SES.configurationSet) return no('NotFoundException', 'no such configuration set');
  const senders = addressesIn(header(readMail(raw), 'from'));
  return verified.includes(addressesIn(from)[0] ?? '') && senders.some((sender) => verified.includes(sender))
    ? undefined
    : no('MessageRejected', 'Email address is not verified. The following identities failed the check in region EU');
}

function send(text: string, id: string, verified: readonly string[]): Verdict {
  const body = parseJson(text)?.value;
  const raw = Buffer.from(textAt(body, 'Content', 'Raw', 'Data') ?? '', 'base64').toString('latin1');
  const refused = refusal(body, raw, verified);
  if (refused !== undefined) return refused;
  // SES puts its own id in place of the sender's.
  const { item, problem } = mailItem(raw, `<${id}@${AWS_REGION}.amazonses.com>`);
  if (problem !== undefined) return no('BadRequestException', problem);
  return accept(item.arrived ? 'mail' : 'mail in a thread', json(200, { MessageId: id }), item);
}

/** SendEmail of Amazon SES v2 with whole messages. */
export function ses({ mail }: Partial<SandboxWorld> = {}): Receiver {
  const verified = [SES.from, ...(mail?.from.flatMap(addressesIn) ?? [])];
  let count = 0;
  const handle = (request: SandboxRequest): Verdict => {
    const wrong = signatureError(request, sandboxSigner('ses'), ['', SES_PREFIX]);
    if (wrong !== undefined) return no(wrong, `signature: ${wrong}`, 403);
    if (request.method !== 'POST' || request.path !== '/v2/email/outbound-emails')
      return no('NotFoundException', 'no such operation');
    count += 1;
    return send(request.text, `0107000000000000-${String(count).padStart(8, '0')}-000000`, verified);
  };
  return { handle, expired: () => error('ExpiredTokenException', 403) };
}
