/** Names for what a mail server refuses, from its reply code, its enhanced status code and the command it answers. */

/** What a reply says and where it was said. */
export interface SmtpReply {
  readonly status: number;
  /** The whole reply, `550 5.1.1 User unknown`. */
  readonly text: string;
  /** The command that it answers, in lower case: `auth`, `starttls`, `mail`, `rcpt`, `data`; empty when not known. */
  readonly command: string;
  /** Whether the server has had the message: its words may then quote the alert. */
  readonly isAfterMessage: boolean;
}

/** The enhanced status code (RFC 3463 §2) without its class; empty when there is none. */
export const detailOf = (text: string): string => /^\d{3}[ -][245]\.(\d{1,3}\.\d{1,3})\b/.exec(text.trim())?.[1] ?? '';

/**
 * https://www.iana.org/assignments/smtp-enhanced-status-codes and, for 7.57 and 7.60,
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online
 */
const details: Readonly<Record<string, string>> = {
  '1.1': 'mailbox_unknown',
  '1.2': 'recipient_domain_unknown',
  '1.3': 'recipient_invalid',
  '1.6': 'mailbox_moved',
  '1.7': 'sender_rejected',
  '1.8': 'sender_rejected',
  '1.10': 'mailbox_unknown',
  '2.1': 'mailbox_disabled',
  '2.2': 'mailbox_full',
  '2.3': 'message_too_large',
  '3.4': 'message_too_large',
  '7.3': 'auth_failed',
  '7.8': 'auth_failed',
  '7.9': 'auth_mechanism_refused',
  '7.11': 'tls_required',
  '7.57': 'auth_required',
  '7.60': 'sender_rejected',
};

/** The words of Postfix, Exim, Sendmail and Exchange where their codes say no more than that it is refused. */
const words: readonly (readonly [RegExp, string])[] = [
  [/\bstarttls\b|encryption required/i, 'tls_required'],
  [/authentication (?:is )?required|not authenticated/i, 'auth_required'],
  [/\brelay(?:ing)?\b/i, 'relay_denied'],
  [/\bgr[ea]y-?list/i, 'greylisted'],
  [
    /user unknown|unknown (?:user|recipient)|no such (?:user|mailbox|recipient)|unrouteable|does not exist/i,
    'mailbox_unknown',
  ],
  [/sender (?:address )?rejected|send as this sender|not owned by user/i, 'sender_rejected'],
];

/** What a reply code means to the command that it answers (RFC 4954 §6, RFC 3207 §4, RFC 5321 §4.3.2). */
function reasonOfCommand(command: string, status: number): string | undefined {
  if (status === 530) return 'auth_required';
  if (status === 535) return 'auth_failed';
  if (status < 500) return undefined;
  if (command === 'starttls') return 'starttls_not_offered';
  if (command === 'auth') return status <= 504 ? 'auth_not_offered' : 'auth_failed';
  if (command === 'mail') return 'sender_rejected';
  return command === 'rcpt' ? 'recipient_rejected' : undefined;
}

/** The content or its form (RFC 3463 §3.7), or what a filter found in it. */
export const isOfContent = (text: string): boolean =>
  detailOf(text).startsWith('6.') || /\b(?:virus|malware|phishing)\b/i.test(text);

function reasonAfterMessage(detail: string, { status, text }: SmtpReply): string | undefined {
  if (status < 500) return undefined;
  if (isOfContent(text)) return 'content_rejected';
  return detail.startsWith('7.') ? 'policy_rejected' : undefined;
}

/** The cause that a reply names, such as `relay_denied`; `smtp_<code>` where it names none. */
export function smtpReason(reply: SmtpReply): string {
  const { status, text, command, isAfterMessage } = reply;
  const detail = detailOf(text);
  const named = isAfterMessage ? undefined : words.find(([pattern]) => pattern.test(text))?.[1];
  const byStep = isAfterMessage ? reasonAfterMessage(detail, reply) : reasonOfCommand(command, status);
  return details[detail] ?? named ?? byStep ?? `smtp_${status}`;
}
