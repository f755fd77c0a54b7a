import { type Answer, json } from '../_kit/receiver.ts';

// https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ ("Per-issue rate limiting on write operations")
const windows = [
  { seconds: 2, writes: 20 },
  { seconds: 30, writes: 100 },
] as const;

/** Counts the changes of one issue, and says so when there are too many of them (`at` in epoch ms). */
export function writeLimit(): (at: number) => Answer | undefined {
  let times: number[] = [];
  return (at) => {
    times = times.filter((time) => at - time < 30_000);
    const full = windows.find(
      ({ seconds, writes }) => times.filter((time) => at - time < seconds * 1000).length >= writes,
    );
    if (full === undefined) {
      times.push(at);
      return undefined;
    }
    return json(
      429,
      { errorMessages: ['Rate limit exceeded'], errors: {} },
      {
        'retry-after': String(full.seconds),
        'x-ratelimit-limit': String(full.writes),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': new Date(at + full.seconds * 1000).toISOString(),
        'ratelimit-reason': 'jira-per-issue-on-write',
      },
    );
  };
}
