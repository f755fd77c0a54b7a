import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digest, isTime, KEY, postTo, type Signed, signed } from './signed.ts';
import { AT, AT_SECONDS, shifted, sourceOf, world } from './world.ts';

const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

const without = (headers: Readonly<Record<string, string>>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

/** The headers that are part of the proof, and not only sent beside it. */
const needed = ({ headers }: Signed): string[] => Object.keys(headers).filter((name) => !name.endsWith('algorithm'));

describe.each(signed)('$name', (vector) => {
  const { setting, secret, wrong, headers, body } = vector;
  const auth = setting(secret);

  it('proves it by its signature', async () => {
    expect(await postTo(auth, { headers, body })).toBe('accepted');
  });

  it('not with a flipped byte, wherever it is', async () => {
    for (const at of [0, Math.floor(body.length / 2), body.length - 1])
      expect(await postTo(auth, { headers, body: flipped(body, at) })).toBe('credential');
  });

  it('not with a byte more or less', async () => {
    expect(await postTo(auth, { headers, body: Buffer.concat([body, Buffer.from(' ')]) })).toBe('credential');
    expect(await postTo(auth, { headers, body: body.subarray(0, -1) })).toBe('credential');
    expect(await postTo(auth, { headers, body: Buffer.alloc(0) })).toBe('credential');
  });

  it('not with another secret, an empty one, or none', async () => {
    expect(await postTo(setting(wrong), { headers, body })).toBe('credential');
    const source = sourceOf(`auth: { ${auth} }`);
    for (const secrets of [[''], []]) {
      const emptied = { ...source, auth: { ...source.auth, secrets } } as typeof source;
      expect((await world(emptied).post({ headers, body })).outcome).toBe('credential');
    }
  });

  it('not without one of its headers, nor with an empty or cut one', async () => {
    for (const name of needed(vector)) {
      expect(await postTo(auth, { headers: without(headers, name), body }), name).toBe('credential');
      expect(await postTo(auth, { headers: { ...headers, [name]: '' }, body }), name).toBe('credential');
      const cut = headers[name]?.slice(0, -5) ?? '';
      expect(await postTo(auth, { headers: { ...headers, [name]: cut }, body }), name).toBe('credential');
    }
  });

  it('while a new secret replaces the old one, with either', async () => {
    for (const [old, next] of [
      [secret, wrong],
      [wrong, secret],
    ]) {
      const both = setting(`@@`).replace('"@@"', `["${old}", "${next}"]`);
      expect(await postTo(both, { headers, body })).toBe('accepted');
    }
  });

  it('not by a GET, whose query nobody signed', async () => {
    const request = { method: 'GET', headers, body, query: { Action: 'Block' } };
    expect((await world(sourceOf(`auth: { ${auth} }`)).post(request)).outcome).toBe('credential');
  });

  it('compressed after it was signed, and signed after it was compressed only as its sender did', async () => {
    const gzip = { headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) };
    expect(await postTo(auth, gzip)).toBe('accepted');
    const deflate = { headers: { ...headers, 'content-encoding': 'deflate' }, body: deflateSync(body) };
    expect(await postTo(auth, deflate)).toBe('accepted');
    const undone = { headers: { ...headers, 'content-encoding': 'gzip' }, body };
    expect(await postTo(auth, undone)).toBe('accepted');
    const another = { ...gzip, body: gzipSync(flipped(body, 0)) };
    expect(await postTo(auth, another)).toBe('credential');
  });

  it('and shows no secret in what it answers', async () => {
    const { answer } = await world(sourceOf(`auth: { ${auth} }`)).post({ headers: {}, body });
    expect(answer).toMatchObject({ statusCode: 401, headers: { 'www-authenticate': 'Signature' } });
    expect(JSON.stringify(answer)).not.toContain(secret);
  });

  it('and its signature does not travel on', async () => {
    const here = world(sourceOf(`auth: { ${auth} }`));
    await here.post({ headers: { ...headers, 'content-type': 'application/json' }, body });
    const [message] = here.sent;
    const kept = Object.keys(message?.headers ?? {});
    expect(kept).toContain('content-type');
    expect(kept.filter((name) => /sig/.test(name) && !/algorithm/.test(name))).toEqual([]);
  });
});

describe.each(signed.filter(({ isTimed }) => isTimed))('$name', ({ setting, secret, headers, body }) => {
  const auth = setting(secret);

  it('not long after, nor long before', async () => {
    expect(await postTo(auth, { headers, body }, shifted(299))).toBe('accepted');
    expect(await postTo(auth, { headers, body }, shifted(-299))).toBe('accepted');
    expect(await postTo(auth, { headers, body }, shifted(301))).toBe('stale');
    expect(await postTo(auth, { headers, body }, shifted(-301))).toBe('stale');
    // The same request again, a day later.
    expect(await postTo(auth, { headers, body }, shifted(86_400))).toBe('stale');
  });

  it('not under a time that was not signed', async () => {
    const name = Object.keys(headers).find(isTime) ?? '';
    for (const time of [`${AT_SECONDS + 1}`, '0', 'now', `${AT_SECONDS}.5`, '-1']) {
      const verdict = await postTo(auth, { headers: { ...headers, [name]: time }, body });
      expect(verdict, time).toBe('credential');
    }
  });
});

describe('a time that is signed', () => {
  const auth =
    'hmac: { header: x-sig, content: "{timestamp}{body}", timestampHeader: x-time, toleranceSeconds: 60, secret: k }';
  const at = (time: string) =>
    postTo(auth, {
      headers: { 'x-time': time, 'x-sig': digest('sha256', `${time}{}`, 'hex', 'k') },
      body: Buffer.from('{}'),
    });

  it.each([
    [`${AT_SECONDS}`, 'accepted'],
    [`${AT_SECONDS}000`, 'accepted'],
    [AT, 'accepted'],
    ['2026-08-31T15:26:50.829165123Z', 'accepted'],
    ['2026-08-31T17:26:50+02:00', 'accepted'],
    ['2026-08-31T15:28:50Z', 'stale'],
    [`${AT_SECONDS - 61}`, 'stale'],
    [`${AT_SECONDS}000000`, 'stale'],
    ['Mon, 31 Aug 2026 15:26:50 GMT', 'stale'],
    ['NaN', 'stale'],
    ['Infinity', 'stale'],
  ])('%s is %s', async (time, outcome) => {
    expect(await at(time)).toBe(outcome);
  });
});

describe('the time that a wrong signature takes', () => {
  it('does not depend on how much of it is right', async () => {
    const secret = KEY;
    const source = sourceOf(`auth: { hmac: { scheme: github, secret: "${secret}" } }`);
    const right = digest('sha256', '{}', 'hex');
    const wrongFrom = (n: number): string =>
      right.slice(0, n) + right.slice(n).replace(/./g, (c) => (c === '0' ? '1' : '0'));
    const here = world(source);
    const timeOf = async (signature: string): Promise<number> => {
      const before = performance.now();
      for (let i = 0; i < 50; i += 1)
        await here.post({ headers: { 'x-hub-signature-256': `sha256=${signature}` }, body: Buffer.from('{}') });
      return performance.now() - before;
    };
    // The least of many rounds is what the work takes; all above it is what else the machine did.
    const least = { none: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };
    for (let round = 0; round < 40; round += 1) {
      least.none = Math.min(least.none, await timeOf(wrongFrom(0)));
      least.most = Math.min(least.most, await timeOf(wrongFrom(63)));
    }
    const ratio = least.most / least.none;
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
    expect(here.sent).toEqual([]);
  });
});
