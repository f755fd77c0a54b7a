import type { Socket } from 'node:net';
import { createServer, getCACertificates, setDefaultCACertificates, TLSSocket, type TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import type { Sent } from '../../lambdas/engine/ports/transport.ts';
import { createHttp } from '../../lambdas/transport/http/http.ts';
import { sendSyslog } from '../../lambdas/transport/syslog/syslog.ts';
import { authorityOf, type Pair, serverOf, withChain } from './certificates.ts';
import { type Listening, listening, portOf } from './listening.ts';

const before = getCACertificates('default');
const pairs: Record<string, Pair> = {};
let root: Pair;

beforeAll(async () => {
  root = await authorityOf('trusted root');
  const company = await authorityOf('company root');
  const intermediate = await authorityOf('company intermediate', company);
  const leaf = await serverOf('localhost', intermediate);
  const past = { notBeforeDate: new Date('2020-01-01'), notAfterDate: new Date('2021-01-01') };
  const future = { notBeforeDate: new Date('2090-01-01'), notAfterDate: new Date('2091-01-01') };
  Object.assign(pairs, {
    good: await serverOf('localhost', root),
    wrongName: await serverOf('other.example.test', root),
    expired: await serverOf('localhost', root, past),
    notYetValid: await serverOf('localhost', root, future),
    selfSigned: await serverOf('localhost'),
    unknownIssuer: withChain(leaf, intermediate),
    unknownRootSent: withChain(leaf, intermediate, company),
    leafOnly: leaf,
  });
  setDefaultCACertificates([...before, root.cert]);
});
afterAll(() => setDefaultCACertificates(before));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A TLS server that answers each request, over HTTP or as a syslog receiver does; `seen` is what it read. */
async function secure(options: TlsOptions) {
  const seen: string[] = [];
  const server = createServer({ allowHalfOpen: true, ...options }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('data', (chunk) => {
      seen.push(String(chunk));
      if (/^(POST|GET)/.test(String(chunk))) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
  }).listen(0, '127.0.0.1');
  closing.push(() => server.close());
  return { port: await portOf(server), seen };
}

const request = (url: string, body = '{}'): OutboundRequest => ({ method: 'POST', url, headers: {}, body });

/** Over both protocols that connect by TLS. */
const protocols: Readonly<Record<string, (port: number, body?: string) => Promise<Sent>>> = {
  https: (port, body) => createHttp(true)(request(`https://localhost:${port}/in`, body), { timeoutMs: 5_000 }),
  syslog: (port, body) => sendSyslog(request(`syslog+tls://localhost:${port}`, body), true, { timeoutMs: 5_000 }),
};
const names = Object.keys(protocols);
const over = (protocol: string, port: number, body?: string): Promise<Sent> => {
  const send = protocols[protocol];
  if (send === undefined) throw new Error(`no protocol ${protocol}`);
  return send(port, body);
};

describe.each(names)('a session over %s', (protocol) => {
  it('that is established carries the request', async () => {
    const { port, seen } = await secure({ ...pairs['good'] });
    expect(await over(protocol, port)).toMatchObject({ kind: 'answer', response: { status: 200 } });
    expect(seen.join('')).toContain('{}');
  });

  it.each([
    ['a wrong name', 'wrongName', 'err_tls_cert_altname_invalid'],
    ['an expired certificate', 'expired', 'cert_has_expired'],
    ['a certificate that is not valid yet', 'notYetValid', 'cert_not_yet_valid'],
    ['a self-signed certificate', 'selfSigned', 'depth_zero_self_signed_cert'],
    ['an unknown issuer, with leaf and intermediate', 'unknownIssuer', 'unable_to_get_issuer_cert_locally'],
    ['an unknown issuer, with its root', 'unknownRootSent', 'self_signed_cert_in_chain'],
    ['an unknown issuer, with the leaf only', 'leafOnly', 'unable_to_verify_leaf_signature'],
  ])('is not established with %s, however often it is tried', async (_, pair, reason) => {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const { port, seen } = await secure({ ...pairs[pair], maxVersion });
      for (let attempt = 0; attempt < 2; attempt += 1)
        expect(await over(protocol, port)).toEqual({ kind: 'not-sent', reason, refused: true });
      expect(seen).toEqual([]);
    }
  });

  it.each([
    ['TLSv1.2', /alert_handshake_failure$/],
    ['TLSv1.3', /alert_certificate_required$/],
  ] as const)('is refused by a server that wants a client certificate with %s', async (version, reason) => {
    const { port, seen } = await secure({
      ...pairs['good'],
      minVersion: version,
      maxVersion: version,
      requestCert: true,
      rejectUnauthorized: true,
      ca: root.cert,
    });
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(await over(protocol, port)).toEqual({
        kind: 'not-sent',
        reason: expect.stringMatching(reason),
        refused: true,
      });
    expect(seen).toEqual([]);
  });

  it('is not established with an old protocol', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const { port } = await secure({ ...pairs['good'], ...old });
    expect(await over(protocol, port)).toEqual({
      kind: 'not-sent',
      reason: expect.stringMatching(/protocol/),
      refused: true,
    });
  });

  it.each<[string, (socket: Socket) => void, object]>([
    [
      'plain HTTP',
      (socket) => socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'),
      { reason: expect.stringMatching(/^err_ssl_/), refused: true },
    ],
    ['an end', (socket) => socket.end(), { reason: 'connect_econnreset' }],
    ['a reset', (socket) => socket.resetAndDestroy(), { reason: 'connect_econnreset' }],
  ])('is not established when %s is the answer to the handshake', async (_, answer, failure) => {
    const server = await listening((socket) => socket.once('data', () => answer(socket)));
    closing.push(server.close);
    expect(await over(protocol, server.port)).toEqual({ kind: 'not-sent', ...failure });
  });
});

describe('a session that was established', () => {
  let server: Listening | undefined;
  afterEach(() => server?.close());

  it('and is reset after the request leaves open what became of it', async () => {
    server = await listening((raw) => {
      const socket = new TLSSocket(raw, { isServer: true, ...pairs['good'] });
      socket.on('error', () => undefined);
      socket.once('data', () => raw.resetAndDestroy());
    });
    expect(await over('https', server.port)).toEqual({
      kind: 'no-answer',
      reason: expect.stringMatching(/^(und_err_socket|econnreset)$/),
    });
  });

  it('is not what plain HTTP to a TLS port has: the bytes were sent', async () => {
    const { port, seen } = await secure({ ...pairs['good'] });
    const sent = await createHttp(true)(request(`http://localhost:${port}/in`), { timeoutMs: 2_000 });
    expect(sent.kind).toBe('no-answer');
    expect(seen).toEqual([]);
  });
});
