import { describe, expect, it } from 'vitest';
import { CliError } from '../../infra/cli/errors.ts';
import { followReplay } from '../../infra/cli/follow-replay.ts';

const progress = (state: string, deliveriesReplayed: number) => ({
  job: 'job 1',
  state,
  updatedAt: `2026-11-21T20:00:0${deliveriesReplayed % 10}.000Z`,
  alertsRead: 2 * deliveriesReplayed,
  deliveriesReplayed,
  notKeptCount: 0,
});

async function follow(states: readonly object[]) {
  const [lines, asked]: [string[], string[]] = [[], []];
  const [first, ...others] = states;
  const last = await followReplay(first, {
    async ask({ path }) {
      asked.push(path);
      const body = others.shift();
      if (body === undefined) throw new CliError('the answer was 503');
      return body;
    },
    progress: (line) => lines.push(line),
    everyMs: 0,
  });
  return { state: last.state, lines, asked };
}

describe('what follows a replay', () => {
  it('reports each answer until the job is done', async () => {
    const { state, lines, asked } = await follow([progress('running', 1), progress('running', 2), progress('done', 3)]);
    expect(state).toBe('done');
    expect(lines).toEqual([
      'job 1: running, 4 alerts read, 2 deliveries replayed',
      'job 1: done, 6 alerts read, 3 deliveries replayed',
    ]);
    expect(asked).toEqual(['/v1/replay/job%201', '/v1/replay/job%201']);
  });

  it('asks nothing when the job is done at once', async () => {
    expect(await follow([progress('done', 1)])).toMatchObject({ state: 'done', asked: [] });
  });

  it('answers with why the job failed, and says how to look again when there is no answer', async () => {
    const failed = { ...progress('failed', 1), reason: 'wrong_cursor' };
    const { state, lines } = await follow([progress('running', 1), failed]);
    expect([state, lines[0]]).toEqual(['failed', 'job 1: failed (wrong_cursor), 2 alerts read, 1 deliveries replayed']);
    await expect(follow([progress('running', 1)])).rejects.toThrow(
      'the answer was 503; the job itself goes on: tocsin replay status job 1',
    );
  });

  it('does not wait for ever for a job without progress', async () => {
    const still = Array.from({ length: 700 }, () => progress('running', 1));
    await expect(follow(still)).rejects.toThrow('no progress for 600 answers');
  });
});
