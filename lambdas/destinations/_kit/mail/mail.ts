import type { Alert } from '../../../domain/alert.ts';
import type { Receipt } from '../../../domain/outcome.ts';
import type { Repeats } from '../../../domain/repeats.ts';
import { hashOf } from '../../../domain/values/hash.ts';
import { truncate } from '../../../domain/values/text.ts';
import { type AlertView, alertView } from '../alert-view/alert-view.ts';
import { endingOf, isAcknowledgement, repeatsLine } from '../alert-view/occurrences.ts';
import { titleWithin } from '../alert-view/title.ts';
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

const subjectOf = (severityLabel: string, view: AlertView): string =>
  `[${severityLabel}] ${titleWithin(view, SUBJECT_MAX, truncate)}`;

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

const urgent = new Set<AlertView['tone']>(['critical', 'high']);

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
  const view = alertView(alert, attempt);
  const subject = subjectOf(view.severityLabel, view);
  const headers = [
    ...baseHeaders(subject, attempt, sender),
    tokenHeader('References', topicOf(alert, sender)),
    ...(urgent.has(view.tone) ? ['Importance: high', 'X-Priority: 1'] : []),
    `X-Tocsin-Severity: ${alert.severity}`,
  ];
  const message = { headers, text: mailText(view), html: mailHtml(view, subject) };
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
 * Repeats of what an earlier mail reported, as an answer to it. An ending says in its subject that it is one and how long
 * it lasted: clients that thread by subject leave out `Re:` and brackets (RFC 5256 §2.1).
 */
export function repeatsMail({ repeats, attempt, first, told }: FollowUp, sender: Sender): Mail {
  const { severity, isResolved } = repeats;
  const view = alertView(told, attempt);
  const ending = endingOf(repeats, told);
  const subject = isResolved ? subjectOf(ending, view) : `Re: ${subjectOf(view.severityLabel, view)}`;
  const doubt = attempt.possibleDuplicate ? ['Possibly a repeat: an earlier try to send this got no answer.'] : [];
  const words = [
    truncate(repeatsLine(repeats, told, attempt), LINE_MAX),
    ...doubt,
    `First message: id ${view.id}`,
  ].join('\n');
  const headers = [
    ...baseHeaders(subject, attempt, sender),
    tokenHeader('In-Reply-To', first.id),
    tokenHeader('References', topicOf(told, sender), first.id),
  ];
  const tone = isResolved ? 'resolved' : severity;
  const again = isAcknowledgement(repeats) ? 'acknowledged' : 'again';
  const label = isResolved ? `✅ ${ending}` : `${severity.toUpperCase()} · ${again}`;
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
