import { addressesIn, header, type ReadMail, readMail } from './mime-reader.ts';
import { alertIdsIn, type Item, line } from './receiver.ts';

/** What a mailbox shows of a mail, and what a test wants to know of it. */
export interface ShownMail {
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly subject: string | undefined;
  readonly messageId: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly references: string | undefined;
  readonly importance: string | undefined;
  readonly text: string;
  readonly html: string;
}

const shown = (mail: ReadMail): ShownMail => ({
  from: header(mail, 'from'),
  to: addressesIn(header(mail, 'to')),
  subject: header(mail, 'subject'),
  messageId: header(mail, 'message-id'),
  inReplyTo: header(mail, 'in-reply-to'),
  references: header(mail, 'references'),
  importance: header(mail, 'importance'),
  text: mail.text,
  html: mail.html,
});

/** A mail that arrived, or what is wrong with it. An answer in a thread is no new notification. */
export function mailItem(raw: string, messageId?: string): { readonly item: Item; readonly problem?: string } {
  const mail = readMail(raw);
  const [problem] = mail.problems;
  const body = { ...shown(mail), ...(messageId === undefined ? {} : { messageId }) };
  const item: Item = {
    summary: line(body.subject),
    body,
    alertIds: alertIdsIn(body.text),
    arrived: problem === undefined && body.inReplyTo === undefined,
  };
  return { item, ...(problem === undefined ? {} : { problem }) };
}
