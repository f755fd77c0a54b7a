const units: readonly (readonly [seconds: number, letter: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
  [1, 's'],
];

/** A span in one unit: `45s`, `12m`, `3h`, `9d`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [size, letter] = units.find(([each]) => seconds >= each) ?? [1, 's'];
  return `${Math.floor(seconds / size)}${letter}`;
}

/** How long ago: `12m ago`; what is yet to come: `in 20s`. */
export function ago(time: string, nowMs: number): string {
  const ms = nowMs - Date.parse(time);
  if (Number.isNaN(ms)) return time;
  return ms < -1_000 ? `in ${span(-ms)}` : `${span(ms)} ago`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** The exact time, in UTC and as the clock of this device has it. */
export function exact(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const utc = date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${utc} · here ${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The ranges of the time filter, with their lengths. */
export const ranges: Readonly<Record<string, number>> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
};

/** When a range begins, to the minute so that pages of one list agree; nothing for all times. */
export function sinceOf(range: string | undefined, nowMs: number): string | undefined {
  const length = ranges[range ?? ''];
  return length === undefined ? undefined : new Date(Math.floor((nowMs - length) / 60_000) * 60_000).toISOString();
}
