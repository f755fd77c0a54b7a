import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { REPLY_STAGE } from '../../../lambdas/domain/outbound.ts';
import { mailItem } from '../_kit/mailbox.ts';
import { addressesIn, header, readMail } from '../_kit/mime-reader.ts';
import { type Answer, accept, type Receiver, type Reply, refuse, type SandboxRequest } from '../_kit/receiver.ts';
import type { Listener } from '../_kit/service.ts';
import type { SandboxWorld } from '../_kit/settings.ts';

/** What is known here. All of it is invented. */
export const MAIL = {
  user: 'tocsin@example.com',
  password: 'sandbox-mail-password',
  from: 'tocsin@example.com',
  to: ['soc@example.com', 'oncall@example.com'],
} as const;

const SIZE_MAX = 10 * 1024 * 1024;

/** The same form as `lambdas/transport/smtp.ts` gives to the reply of a mail server. */
const reply = (status: number, words: string, stage: 'session' | 'message', id?: string): Answer => ({
  status,
  headers: { [REPLY_STAGE]: stage, ...(id === undefined ? {} : { 'message-id': id }) },
  body: `${status} ${words}`,
});

const isKnown = (address: string): boolean => (MAIL.to as readonly string[]).includes(address);

/** A mail server for a few mailboxes, and for those of the world: it takes whole mails of known sender and recipients. */
export function email({ mail: known }: Partial<SandboxWorld> = {}): Receiver {
  const senders = [MAIL.from, ...(known?.from.flatMap(addressesIn) ?? [])];
  const mailboxes: readonly string[] = [...MAIL.to, ...(known?.to.flatMap(addressesIn) ?? [])];
  return {
    handle({ text, bytes }) {
      const mail = readMail(text);
      const no = (status: number, words: string) => refuse('mail', reply(status, words, 'message'), words);
      if (bytes.length > SIZE_MAX) return no(552, '5.3.4 Message size exceeds fixed limit');
      const { item, problem } = mailItem(text);
      if (problem !== undefined) return no(550, `5.6.0 ${problem}`);
      if (!addressesIn(header(mail, 'from')).some((from) => senders.includes(from)))
        return no(550, '5.7.60 may not send as this sender');
      if (!addressesIn(header(mail, 'to')).every((to) => mailboxes.includes(to)))
        return no(550, '5.1.1 no such mailbox');
      const id = header(mail, 'message-id');
      return accept(item.arrived ? 'mail' : 'mail in a thread', reply(250, '2.0.0 Ok: queued', 'message', id), item);
    },
    expired: () => reply(535, '5.7.8 Authentication credentials invalid', 'session'),
  };
}

const smtpError = (status: number, words: string): Error => Object.assign(new Error(words), { responseCode: status });

/** A fault speaks HTTP; what a mail server would say in its place. */
function smtpCode(answer: Answer): number {
  const { status, headers } = answer;
  if (headers[REPLY_STAGE] !== undefined) return status;
  if (status >= 200 && status < 300) return 250;
  if (status === 401 || status === 403) return 535;
  return status === 429 || status >= 500 ? 451 : 554;
}

async function bytesOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

type Receive = (request: SandboxRequest) => Reply;

interface Conversation {
  readonly receive: Receive;
  /** Cuts the connection of a session. */
  cut(session: SMTPServerSession): void;
}

async function take(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  { receive, cut }: Conversation,
): Promise<string> {
  const bytes = await bytesOf(stream);
  const request = { at: Date.now(), method: 'POST', path: '', query: new URLSearchParams(), headers: {} };
  const { answer, delayMs, reset } = receive({ ...request, bytes, text: bytes.toString('latin1') });
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
  if (reset) {
    cut(session);
    return '';
  }
  const code = smtpCode(answer);
  if (code >= 300) throw smtpError(code, answer.body.replace(/^\d{3} /, '') || 'fault');
  return answer.body.replace(/^\d{3} /, '') || 'Ok';
}

interface Door {
  /** A certificate with its key, for STARTTLS; without it the server offers none. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Opens a mail server on this machine, which asks for a password and hands over what it gets. */
export async function listenSmtp(receive: Receive, { tls }: Door = {}): Promise<Listener> {
  const sockets = new Map<number, Socket>();
  const cut = ({ remotePort }: SMTPServerSession) => sockets.get(remotePort)?.destroy();
  const server = new SMTPServer({
    ...tls,
    hideSTARTTLS: tls === undefined,
    allowInsecureAuth: tls === undefined,
    authMethods: ['PLAIN', 'LOGIN'],
    size: SIZE_MAX,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      username === MAIL.user && password === MAIL.password
        ? done(null, { user: username })
        : done(smtpError(535, '5.7.8 Authentication credentials invalid')),
    onRcptTo: ({ address }, _session, done) =>
      isKnown(address) ? done() : done(smtpError(550, '5.1.1 no such mailbox')),
    onData: (stream, session, done) => {
      take(stream, session, { receive, cut }).then(
        (words) => done(null, words),
        (error: unknown) => done(error instanceof Error ? error : smtpError(451, String(error))),
      );
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.server.on('connection', (socket) => sockets.set(socket.remotePort ?? 0, socket));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
