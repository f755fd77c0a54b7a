/** Real mail servers, with STARTTLS and a password: every mail is stored as it was sent, and refusals name their cause. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { email } from '../../lambdas/destinations/email/index.ts';
import type { Outcome } from '../../lambdas/domain/outcome.ts';
import type { Reach } from '../../lambdas/domain/reach.ts';
import { createSend } from '../../lambdas/transport/send.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { type Pair, serverOf } from '../transport/certificates.ts';
import { until } from '../until.ts';
import { hostileAlerts } from './hostile.ts';
import { installed, type Plan, type Program, pythonWith, start } from './program.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await serverOf('localhost');
});

const USER = 'tocsin';
const PASSWORD = 'interop-password';
const FROM = 'tocsin@example.com';
const TO = ['soc@example.com'];
const send = createSend(true);

/** It stores what it takes as lines of JSON, and asks for a password, over TLS. */
const AIOSMTPD = `
import base64, json, ssl, sys, time
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if not address.endswith('@example.com'): return '550 5.7.1 relay not permitted'
        if address != 'soc@example.com': return '550 5.1.1 no such mailbox'
        envelope.rcpt_tos.append(address)
        return '250 OK'
    async def handle_DATA(self, server, session, envelope):
        mail = {'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'raw': base64.b64encode(envelope.original_content).decode()}
        with open('mails', 'a') as file: file.write(json.dumps(mail) + chr(10))
        return '250 2.0.0 stored'
def auth(server, session, envelope, mechanism, data):
    return AuthResult(handled=False, success=data.login == b'${USER}' and data.password == b'${PASSWORD}')
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('cert.pem', 'key.pem')
Controller(Handler(), hostname='127.0.0.1', port=int(sys.argv[1]), tls_context=context, require_starttls=True,
    authenticator=auth, auth_required=True).start()
while True: time.sleep(1)
`;

const files = () => ({ 'cert.pem': pair.cert, 'key.pem': pair.key });
const aiosmtpd = (command: string): Plan => ({
  command,
  args: (_, port) => ['-c', AIOSMTPD, String(port)],
  files,
});

const EXIM = (folder: string, port: number): string => `
spool_directory = ${folder}/spool
log_file_path = ${folder}/%slog
pid_file_path = ${folder}/exim.pid
daemon_smtp_ports = ${port}
local_interfaces = 127.0.0.1
primary_hostname = localhost
host_lookup =
tls_advertise_hosts = *
tls_certificate = ${folder}/cert.pem
tls_privatekey = ${folder}/key.pem
acl_smtp_rcpt = recipients
acl_smtp_data = accept
begin acl
recipients:
  deny message = authentication required
    !authenticated = *
  accept domains = example.com
    local_parts = soc
  deny message = Unknown user
    domains = example.com
  deny message = relay not permitted
begin routers
all:
  driver = accept
  transport = files
begin transports
files:
  driver = appendfile
  directory = ${folder}/mails
  create_directory
  user = Debian-exim
  delivery_date_add = false
  envelope_to_add = false
  return_path_add = true
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${USER}}}{eq{$auth3}{${PASSWORD}}}}}
  server_advertise_condition = \${if def:tls_in_cipher}
  server_set_id = $auth2
`;

const exim = (command: string): Plan => ({
  command,
  args: (folder) => ['-bdf', '-C', path.join(folder, 'exim.conf')],
  files: (folder, port) => ({ ...files(), 'exim.conf': EXIM(folder, port) }),
});

/** Mails as they were stored, without what the server put above them. */
async function mailsOf({ folder }: Program): Promise<string[]> {
  const lines = await readFile(path.join(folder, 'mails'), 'utf8').catch(() => undefined);
  const ofLine = (line: string): string => Buffer.from(JSON.parse(line).raw, 'base64').toString('latin1');
  if (lines !== undefined) return lines.split('\n').slice(0, -1).map(ofLine);
  const names = await readdir(path.join(folder, 'mails')).catch(() => []);
  return Promise.all(
    names
      .filter((name) => !name.startsWith('temp'))
      .map((name) => readFile(path.join(folder, 'mails', name), 'latin1')),
  );
}

/** Exim has written all that it writes about the mails that it took; others write nothing more. */
async function isFinished({ folder }: Program): Promise<true | undefined> {
  const log = await readFile(path.join(folder, 'mainlog'), 'utf8').catch(() => '');
  return log.split(' <= ').length === log.split(' Completed').length || undefined;
}

// Exim reads a configuration that is not its own for root alone.
const asRoot = process.getuid?.() === 0 ? installed('exim4', 'exim') : undefined;
const servers = [
  ['aiosmtpd', pythonWith('aiosmtpd'), aiosmtpd],
  ['Exim', asRoot, exim],
] as const;

const lf = (raw: string): string => raw.replaceAll('\r\n', '\n').trimEnd();

describe.each(servers)('%s', (_, command, planOf) => {
  let program: Program | undefined;
  beforeAll(async () => {
    program = command === undefined ? undefined : await start(planOf(command));
  });
  afterAll(async () => {
    if (program === undefined) return;
    const running = program;
    await until('the server has finished', () => isFinished(running), 20_000);
    await program.close();
  });

  const trusting = (): Reach => ({ authority: pair.cert });
  const connected = (change: object = {}) =>
    email.connect({
      ...{ host: 'localhost', port: program?.port, user: USER, password: PASSWORD, from: FROM, to: TO },
      ...change,
    });

  async function outcomeOf(change: object, reach: Reach = trusting()): Promise<Outcome | { readonly reason: string }> {
    const alert = alertNamed('full');
    const destination = connected(change);
    const sent = await send(destination.render(alert, attemptFor(alert)), { reach });
    return sent.kind === 'answer' ? destination.judge(sent.response) : { reason: sent.reason };
  }

  it.skipIf(command === undefined)('stores each hostile alert as the one mail that was sent', async () => {
    if (program === undefined) throw new Error('not started');
    const sent: string[] = [];
    for (const alert of hostileAlerts) {
      const request = connected().render(alert, { ...attemptFor(alert), deliveryId: alert.id });
      expect(await send(request, { reach: trusting() })).toMatchObject({ kind: 'answer', response: { status: 250 } });
      sent.push(lf(request.body ?? ''));
    }
    const running = program;
    const stored = await until('every mail is stored', async () => {
      const found = await mailsOf(running);
      return found.length >= sent.length ? found : undefined;
    });
    expect(stored).toHaveLength(sent.length);
    for (const mail of sent) expect(stored.filter((raw) => lf(raw).endsWith(mail))).toHaveLength(1);
    for (const raw of stored) {
      const { from, to, cc, bcc } = await PostalMime.parse(raw);
      expect({ from: from?.address, to: to?.map(({ address }) => address), cc, bcc }).toEqual({ from: FROM, to: TO });
    }
  });

  it.skipIf(command === undefined).each([
    ['a wrong password', { password: 'no' }, 'auth_failed'],
    ['no password', { user: undefined, password: undefined }, 'auth_required'],
    ['a mailbox that nobody has', { to: ['nobody@example.com'] }, 'mailbox_unknown'],
    ['a domain of others', { to: ['a@example.org'] }, 'relay_denied'],
  ])('names the cause: %s', async (_name, change, reason) => {
    expect(await outcomeOf(change)).toEqual({ kind: 'retry', reason, refused: true });
  });

  it.skipIf(command === undefined)('names the cause: a certificate of nobody', async () => {
    const { cert } = await serverOf('localhost');
    expect(await outcomeOf({}, { authority: cert })).toEqual({
      reason: expect.stringMatching(/self_signed|unable_to/),
    });
  });

  it.skipIf(command === undefined)('is used with STARTTLS and a password as a relay of this machine', async () => {
    if (program === undefined) throw new Error('not started');
    const running = program;
    const before = await mailsOf(running);
    expect(await outcomeOf({ host: '127.0.0.1' }, {})).toMatchObject({ kind: 'delivered' });
    await until('the mail is stored', async () => (await mailsOf(running)).length > before.length || undefined, 20_000);
  });
});
