import { describe, expect, it } from 'vitest';
import { followReplay } from '../../infra/cli/follow-replay.ts';

const progress = (state: string, deliveriesReplayed: number) => ({
  job: 'job 1',
  state,
  updatedAt: `2026-11-21T20:00:0${deliveriesReplayed % 10}.000Z`,
  alertsRead: 2 * deliveriesReplayed,
  deliveriesReplayed,
  notKeptCount: 0,
});

async function follow(states: readonly object[], isOk = true) {
  const [lines, asked]: [string[], string[]] = [[], []];
  const [first, ...others] = states;
  const code = await followReplay(
    { isOk, body: first },
    {
      async ask({ path }) {
        asked.push(path);
        const body = others.shift();
        return body === undefined ? { isOk: false, body: { status: 503 } } : { isOk: true, body };
      },
      print: (line) => lines.push(line),
      everyMs: 0,
    },
  );
  return { code, lines, asked };
}

describe('what follows a replay', () => {
  it('prints a line for each answer until the job is done', async () => {
    const { code, lines, asked } = await follow([progress('running', 1), progress('running', 2), progress('done', 3)]);
    expect(code).toBe(0);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ job: 'job 1', state: 'running' });
    expect(lines.slice(1)).toEqual([
      'job 1: running, 4 alerts read, 2 deliveries replayed',
      'job 1: done, 6 alerts read, 3 deliveries replayed',
    ]);
    expect(asked).toEqual(['/v1/replay/job%201', '/v1/replay/job%201']);
  });

  it('asks nothing when the job is done at once, or was refused', async () => {
    expect(await follow([progress('done', 1)])).toMatchObject({ code: 0, asked: [] });
    expect(await follow([{ title: 'Wrong replay' }], false)).toMatchObject({ code: 1, asked: [] });
  });

  it('ends with an error when the job failed, and says how to look again when the answer is none', async () => {
    const failed = { ...progress('failed', 1), reason: 'wrong_cursor' };
    const { code, lines } = await follow([progress('running', 1), failed]);
    expect([code, lines[1]]).toEqual([1, 'job 1: failed (wrong_cursor), 2 alerts read, 1 deliveries replayed']);
    await expect(follow([progress('running', 1)])).rejects.toThrow('tocsin replay status job 1');
  });

  it('does not wait for ever for a job without progress', async () => {
    const still = Array.from({ length: 700 }, () => progress('running', 1));
    await expect(follow(still)).rejects.toThrow('no progress for 600 answers');
  });
});
