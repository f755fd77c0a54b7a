import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Reach } from '../../../lambdas/domain/reach.ts';
import { createSend } from '../../../lambdas/transport/send.ts';
import { authorityOf, type Pair, serverOf, withChain } from '../certificates.ts';
import { request } from '../timed.ts';
import { type Receiver, startReceiver } from './receivers.ts';

const schemes = ['https', 'syslog+tls'] as const;
const send = createSend(true);
const timeoutMs = 5_000;
const answered = { kind: 'answer', response: { status: 200 } };

let root: Pair;
let intermediate: Pair;
let leaf: Pair;
let client: Pair;
let clientRoot: Pair;

beforeAll(async () => {
  root = await authorityOf('company root');
  intermediate = await authorityOf('company intermediate', root);
  leaf = await serverOf('localhost', intermediate);
  clientRoot = await authorityOf('client root');
  client = await serverOf('tocsin', clientRoot);
});

const closing: Receiver[] = [];
afterEach(() => {
  for (const receiver of closing.splice(0)) receiver.close();
});

async function started(...options: Parameters<typeof startReceiver>): Promise<Receiver> {
  const receiver = await startReceiver(...options);
  closing.push(receiver);
  return receiver;
}

describe.each(schemes)('over %s, a certificate of a private authority with an intermediate one', (scheme) => {
  const sentWith = async (pair: Pair, reach?: Reach) => {
    const { port, seen } = await started(pair);
    const sent = await send(request(`${scheme}://localhost:${port}`), { timeoutMs, reach });
    return { sent, seen };
  };
  const unknown = { kind: 'not-sent', reason: 'unable_to_get_issuer_cert_locally', refused: true };

  it('is accepted when its root is named', async () => {
    const { sent } = await sentWith(withChain(leaf, intermediate), { authority: root.cert });
    expect(sent).toMatchObject(answered);
  });

  it('is accepted when its intermediate authority is named, or both are and the receiver sends none', async () => {
    for (const authority of [intermediate.cert, `${root.cert}\n${intermediate.cert}`]) {
      const { sent } = await sentWith(leaf, { authority });
      expect(sent).toMatchObject(answered);
    }
  });

  it('is not when nothing is named, or another authority', async () => {
    for (const reach of [undefined, { authority: clientRoot.cert }]) {
      const { sent, seen } = await sentWith(withChain(leaf, intermediate), reach);
      expect(sent).toEqual(unknown);
      expect(seen).toEqual([]);
    }
  });

  it('is not for another name than the one in the URL', async () => {
    const pair = withChain(await serverOf('other.example.test', intermediate), intermediate);
    const { sent } = await sentWith(pair, { authority: root.cert });
    expect(sent).toEqual({ kind: 'not-sent', reason: 'err_tls_cert_altname_invalid', refused: true });
  });

  it('that is trusted for one destination is not for the next, although the receiver is the same', async () => {
    const { port } = await started(withChain(leaf, intermediate));
    const url = `${scheme}://localhost:${port}`;
    expect(await send(request(url), { timeoutMs, reach: { authority: root.cert } })).toMatchObject(answered);
    expect(await send(request(url), { timeoutMs })).toEqual(unknown);
  });
});

describe.each(schemes)('over %s, a receiver that wants a client certificate', (scheme) => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('gets the one that is set, with %s', async (version) => {
    const { port, seen } = await started({
      ...withChain(leaf, intermediate),
      minVersion: version,
      maxVersion: version,
      requestCert: true,
      rejectUnauthorized: true,
      ca: clientRoot.cert,
    });
    const url = `${scheme}://localhost:${port}`;
    const reach = { authority: root.cert, clientCertificate: client };
    expect(await send(request(url), { timeoutMs, reach })).toMatchObject(answered);
    expect(await send(request(url), { timeoutMs, reach: { authority: root.cert } })).toEqual({
      kind: 'not-sent',
      reason: expect.stringMatching(/alert_(?:certificate_required|handshake_failure)$/),
      refused: true,
    });
    const before = seen.length;
    const stranger = { authority: root.cert, clientCertificate: await serverOf('somebody', intermediate) };
    expect((await send(request(url), { timeoutMs, reach: stranger })).kind).not.toBe('answer');
    expect(seen).toHaveLength(before);
  });
});
