/** Real syslog receivers, over TLS with octet counting: every message is one record, and no record is another's. */
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { syslog } from '../../lambdas/destinations/syslog/index.ts';
import { createSend } from '../../lambdas/transport/send.ts';
import { attemptFor } from '../conformance/alerts.ts';
import { type Pair, serverOf } from '../transport/certificates.ts';
import { until } from '../until.ts';
import { framesIn } from '../validators/syslog.ts';
import { hostileAlerts } from './hostile.ts';
import { installed, type Plan, type Program, start } from './program.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await serverOf('localhost');
});

interface Stored {
  readonly host: string;
  readonly program: string;
  readonly raw: string;
}

const HOST = 'tocsin-interop';
const files = { 'cert.pem': () => pair.cert, 'key.pem': () => pair.key };
const withFiles = (name: string, text: string) => ({
  ...Object.fromEntries(Object.entries(files).map(([file, content]) => [file, content()])),
  [name]: text,
});

const rsyslog = (command: string): Plan => ({
  command,
  args: (folder) => ['-n', '-f', path.join(folder, 'rsyslog.conf'), '-i', path.join(folder, 'rsyslog.pid')],
  files: (folder, port) =>
    withFiles(
      'rsyslog.conf',
      `global(workDirectory="${folder}" defaultNetstreamDriverCAFile="${folder}/cert.pem"
  defaultNetstreamDriverCertFile="${folder}/cert.pem" defaultNetstreamDriverKeyFile="${folder}/key.pem")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="record" type="string"
  string="{\\"host\\":\\"%hostname:::json%\\",\\"program\\":\\"%app-name:::json%\\",\\"raw\\":\\"%rawmsg:::json%\\"}\\n")
input(type="imtcp" address="127.0.0.1" port="${port}")
if $inputname == "imtcp" then action(type="omfile" file="${folder}/records" template="record")
`,
    ),
});

const syslogNg = (command: string): Plan => ({
  command,
  args: (folder) => [
    ...['--foreground', '--no-caps', '--cfgfile', path.join(folder, 'syslog-ng.conf')],
    ...['--persist-file', path.join(folder, 'persist'), '--pidfile', path.join(folder, 'pid')],
    ...['--control', path.join(folder, 'control')],
  ],
  files: (folder, port) =>
    withFiles(
      'syslog-ng.conf',
      `@version: 3.38
options { keep-hostname(yes); };
source tls {
  syslog(ip("127.0.0.1") port(${port}) transport("tls") flags(store-raw-message)
    tls(key-file("${folder}/key.pem") cert-file("${folder}/cert.pem") peer-verify(optional-untrusted)));
};
destination records { file("${folder}/records" template("$(format-json host=$HOST program=$PROGRAM raw=$RAWMSG)\\n")); };
log { source(tls); destination(records); };
`,
    ),
});

/** Debian packs rsyslog's driver for TLS apart (`rsyslog-gnutls`). */
const hasTlsDriver = globSync('/usr/lib{,64,/*}/rsyslog/lmnsd_gtls.so').length > 0;

const rsyslogd = hasTlsDriver ? installed('rsyslogd') : undefined;

const receivers = [
  ['rsyslog', rsyslogd, rsyslog],
  ['syslog-ng', installed('syslog-ng'), syslogNg],
] as const;

async function recordsOf({ folder }: Program): Promise<Stored[]> {
  const text = await readFile(path.join(folder, 'records'), 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

const send = createSend(true);
const trusting = () => ({ reach: { authority: pair.cert } });

/** Sends whole frames as the destination's request does. */
async function sendTo({ port }: Program, body: string): Promise<void> {
  const request = {
    method: 'POST',
    url: `syslog+tls://localhost:${port}`,
    headers: {},
    body,
  } as const;
  expect(await send(request, trusting())).toMatchObject({ kind: 'answer', response: { status: 200 } });
}

/** Sends every hostile alert in a format, one by one and in batches; returns the messages. */
async function sendAll({ port }: Program, format: string): Promise<string[]> {
  const settings = { url: `syslog+tls://localhost:${port}`, hostname: HOST, format };
  const { render, batch } = syslog.connect(settings);
  if (batch === undefined) throw new Error('no batch');
  const items = hostileAlerts.map((alert) => ({ alert, attempt: attemptFor(alert) }));
  const single = items.slice(0, 20).map(({ alert, attempt }) => render(alert, attempt));
  const requests = [...single, batch.render(items.slice(20, 60)), batch.render(items.slice(60))];
  for (const request of requests)
    expect(await send(request, trusting())).toMatchObject({ kind: 'answer', response: { status: 200 } });
  return requests.flatMap(({ body = '' }) => framesIn(body));
}

describe.each(receivers)('%s', (_, command, planOf) => {
  it.skipIf(command === undefined)('stores each hostile alert as the one message that was sent', async () => {
    const program = await start(planOf(command ?? ''));
    try {
      const sent = [
        ...(await sendAll(program, 'cef')),
        ...(await sendAll(program, 'leef')),
        ...(await sendAll(program, 'ocsf')),
      ];
      const records = await until(
        'every message is stored',
        async () => {
          const found = await recordsOf(program);
          return found.length >= sent.length ? found : undefined;
        },
        30_000,
      );
      expect(records.map(({ raw }) => raw).sort()).toEqual([...sent].sort());
      expect(new Set(records.map(({ host, program: name }) => `${host} ${name}`))).toEqual(new Set([`${HOST} tocsin`]));
    } finally {
      await program.close();
    }
  });
});

it.skipIf(rsyslogd === undefined)(
  'rsyslog makes two records of a message above its limit, so the check can fail',
  async () => {
    const program = await start(rsyslog(rsyslogd ?? ''));
    try {
      const head = `<134>1 - ${HOST} tocsin - - - `;
      const text = `${head}${'x'.repeat(8096 - head.length)}<38>Nov 21 03:07:12 bastion sshd[4711]: Accepted password`;
      await sendTo(program, `${Buffer.byteLength(text)} ${text}`);
      const records = await until(
        'two records are stored',
        async () => {
          const found = await recordsOf(program);
          return found.length > 1 ? found : undefined;
        },
        20_000,
      );
      expect(records.some(({ raw }) => raw.includes('sshd') && !raw.includes(HOST))).toBe(true);
    } finally {
      await program.close();
    }
  },
);
