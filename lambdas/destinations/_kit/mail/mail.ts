import type { Alert } from '../../../domain/alert.ts';
import type { Receipt } from '../../../domain/outcome.ts';
import type { Repeats } from '../../../domain/repeats.ts';
import { hashOf } from '../../../domain/values/hash.ts';
import { defang, oneLine, truncate } from '../../../domain/values/text.ts';
import { type Brief, brief } from '../alert-view/alert-view.ts';
import { repeatsLine } from '../alert-view/occurrences.ts';
import type { Attempt } from '../define-destination.ts';
import { followUpHtml, mailHtml } from './html.ts';
import { mailbox, mailDate, mimeMessage, textHeader, tokenHeader } from './mime.ts';
import { mailText } from './text.ts';

/** From whom and to whom. */
export interface Sender {
  readonly from: string;
  readonly fromName: string;
  readonly to: readonly string[];
}

export interface Mail {
  /** `<…@example.com>`: the same for every attempt, by which many mailboxes know a repeat. */
  readonly id: string;
  /** The whole message, ASCII with CRLF. */
  readonly raw: string;
}

const SUBJECT_MAX = 150;

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
const idOf = (kind: string, key: string, { from }: Sender): string =>
  `<tocsin.${kind}.${hashOf([kind, key])}@${domainOf(from)}>`;

const subjectOf = (badge: string, title: string): string =>
  `[${badge}] ${truncate(defang(oneLine(title)), SUBJECT_MAX)}`;

/** RFC 3834: no out-of-office answers; Exchange wants its own word for that. */
const automatic = ['Auto-Submitted: auto-generated', 'X-Auto-Response-Suppress: All'];

function baseHeaders(subject: string, { at, deliveryId }: Attempt, sender: Sender): string[] {
  const { from, fromName, to } = sender;
  const date = mailDate(at);
  return [
    tokenHeader('From', mailbox(fromName, from)),
    tokenHeader('To', ...to.map((address, i) => (i < to.length - 1 ? `${address},` : address))),
    textHeader('Subject', subject),
    ...(date === undefined ? [] : [tokenHeader('Date', date)]),
    tokenHeader('Message-ID', idOf('alert', deliveryId, sender)),
    ...automatic,
  ];
}

const urgent = new Set<Brief['tone']>(['critical', 'high']);

/**
 * What mails of one kind hang together by: the problem, or a digest's row. Nobody was sent this id; clients thread what
 * refers to the same one.
 */
const topicOf = ({ source, type, fingerprint }: Alert, sender: Sender): string =>
  source === 'tocsin' && type === 'digest'
    ? idOf('digest', sender.to.join(' '), sender)
    : idOf('problem', fingerprint, sender);

/** An alert as a mail. */
export function alertMail(alert: Alert, attempt: Attempt, sender: Sender): Mail {
  const digest = brief(alert, attempt);
  const subject = subjectOf(digest.badge, digest.headline);
  const headers = [
    ...baseHeaders(subject, attempt, sender),
    tokenHeader('References', topicOf(alert, sender)),
    ...(urgent.has(digest.tone) ? ['Importance: high', 'X-Priority: 1'] : []),
    `X-Tocsin-Severity: ${alert.severity}`,
  ];
  const message = { headers, text: mailText(digest), html: mailHtml(digest, subject) };
  const mark = hashOf(['boundary', attempt.deliveryId]);
  return { id: idOf('alert', attempt.deliveryId, sender), raw: mimeMessage({ ...message, mark }) };
}

const LINE_MAX = 2900;

/** What is told again, and where it was told first. */
export interface FollowUp {
  readonly repeats: Repeats;
  readonly attempt: Attempt;
  readonly first: Receipt;
  readonly told: Alert;
}

/**
 * Repeats of what an earlier mail told, as an answer to it. Its subject is the same but for the word in brackets, which
 * says of an ending that it is one: clients that thread by subject leave brackets out (RFC 5256 §2.1).
 */
export function repeatsMail({ repeats, attempt, first, told }: FollowUp, sender: Sender): Mail {
  const { severity, isResolved } = repeats;
  const { badge, headline, id } = brief(told, attempt);
  const subject = `Re: ${subjectOf(isResolved ? 'RESOLVED' : badge, headline)}`;
  const doubt = attempt.possibleDuplicate ? ['Possibly a repeat: an earlier try to send this got no answer.'] : [];
  const words = [truncate(repeatsLine(repeats), LINE_MAX), ...doubt, `First told with id ${id}`].join('\n');
  const headers = [
    ...baseHeaders(subject, attempt, sender),
    tokenHeader('In-Reply-To', first.id),
    tokenHeader('References', topicOf(told, sender), first.id),
  ];
  const tone = isResolved ? 'resolved' : severity;
  const label = isResolved ? '✅ RESOLVED' : `${severity.toUpperCase()} · again`;
  return {
    id: idOf('alert', attempt.deliveryId, sender),
    raw: mimeMessage({
      headers,
      text: `${words}\n`,
      html: followUpHtml(tone, label, words, subject),
      mark: hashOf(['boundary', attempt.deliveryId]),
    }),
  };
}
