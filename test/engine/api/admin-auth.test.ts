import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { adminAuth } from '../../../lambdas/engine/api/admin-auth.ts';
import { addressOf, networkOf } from '../../../lambdas/engine/api/caller.ts';

interface Line {
  readonly event: string;
  readonly address: unknown;
  readonly count: unknown;
}

/** An API with one route behind the token, a clock that is set by hand, and its log. */
function world() {
  const clock = { ms: 1_000_000 };
  const lines: Line[] = [];
  const app = new Hono();
  app.use(
    adminAuth({
      adminToken: async () => 'right',
      now: () => clock.ms,
      log: (event, fields) => lines.push({ event, address: fields['address'], count: fields['count'] }),
    }),
  );
  app.get('/', (c) => c.text('in'));
  const ask = async (token: string | undefined, address = '192.0.2.1') => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await app.request('/', { headers }, { address });
    return { status: answer.status, retryAfter: Number(answer.headers.get('retry-after') ?? 0) };
  };
  const times = async (n: number, token: string, address?: string): Promise<number[]> => {
    const statuses: number[] = [];
    for (let i = 0; i < n; i += 1) statuses.push((await ask(token, address)).status);
    return statuses;
  };
  const pass = (seconds: number): void => {
    clock.ms += seconds * 1000;
  };
  return { ask, times, lines, pass };
}

describe('wrong admin tokens', () => {
  it('are refused five times, and then are not looked at any more', async () => {
    const { times, ask } = world();
    expect(await times(7, 'wrong')).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(await ask('right'), 'from the same address').toEqual({ status: 429, retryAfter: 1 });
  });

  it('that come at the same time are counted as if they came in turn', async () => {
    const { ask } = world();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('wrong')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  });

  it('make the address wait twice as long each time, up to a minute', async () => {
    const { times, ask, pass } = world();
    await times(5, 'wrong');
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const { retryAfter } = await ask('wrong');
      waits.push(retryAfter);
      pass(retryAfter);
      expect((await ask('wrong')).status, 'after the wait').toBe(401);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('are forgotten after a quiet minute, and by the right one', async () => {
    const { times, pass } = world();
    await times(4, 'wrong');
    pass(61);
    expect(await times(5, 'wrong')).toEqual([401, 401, 401, 401, 401]);
    pass(62);
    expect(await times(4, 'wrong')).toEqual([401, 401, 401, 401]);
    expect(await times(1, 'right')).toEqual([200]);
    expect(await times(5, 'wrong')).toEqual([401, 401, 401, 401, 401]);
  });

  it('of one address make no other one wait', async () => {
    const { times, ask } = world();
    for (let i = 0; i < 20; i += 1) await times(8, 'wrong', `198.51.100.${i}`);
    expect((await ask('right')).status).toBe(200);
    await times(8, 'wrong', '2001:db8:1:2::3');
    expect((await ask('right', '2001:db8:1:2:ffff::9')).status, 'the same /64').toBe(429);
    expect((await ask('right', '2001:db8:1:3::3')).status, 'another /64').toBe(200);
  });

  it('are no matter of a request without one', async () => {
    const { ask } = world();
    for (let i = 0; i < 20; i += 1) expect((await ask(undefined)).status).toBe(401);
    expect((await ask('right')).status).toBe(200);
  });

  it('are logged with the address and how many, once a second at most', async () => {
    const { times, lines, pass } = world();
    await times(300, 'wrong');
    expect(lines).toEqual([{ event: 'admin.unauthorized', address: '192.0.2.1', count: 1 }]);
    pass(0.999);
    await times(1, 'wrong');
    expect(lines).toHaveLength(1);
    pass(0.001);
    await times(1, 'wrong');
    expect(lines.at(-1)).toEqual({ event: 'admin.unauthorized', address: '192.0.2.1', count: 302 });
  });

  it('are remembered of the last thousand addresses', async () => {
    const { times } = world();
    const address = (n: number): string => `10.0.${n >> 8}.${n & 255}`;
    await times(6, 'wrong', address(0));
    for (let n = 1; n < 1_000; n += 1) await times(1, 'wrong', address(n));
    expect(await times(1, 'wrong', address(0)), 'among a thousand').toEqual([429]);
    for (let n = 1_000; n < 2_000; n += 1) await times(1, 'wrong', address(n));
    expect(await times(1, 'wrong', address(0)), 'after a thousand others').toEqual([401]);
  });
});

describe('the address of who asks', () => {
  const asked = async (env: object | undefined, headers: Record<string, string> = {}): Promise<string> => {
    const app = new Hono();
    app.get('/', (c) => c.text(addressOf(c)));
    return (await app.request('/', { headers }, env)).text();
  };

  it('comes from the edge, or from the event of the gateway, and from no header', async () => {
    const forged = { 'x-forwarded-for': '203.0.113.9' };
    expect(await asked({ address: '192.0.2.1' }, forged)).toBe('192.0.2.1');
    expect(await asked({ requestContext: { identity: { sourceIp: '192.0.2.2' } } }, forged)).toBe('192.0.2.2');
    expect(await asked(undefined, forged)).toBe('unknown');
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['unknown', 'unknown'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ])('%s belongs to %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
