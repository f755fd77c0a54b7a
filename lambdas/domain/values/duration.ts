const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

const PARTS = /(\d{1,6})\s*([smhdw])/gi;

/** Seconds of a duration such as `30s`, `10m`, `1h30m`, `7d`; `off` and `0` are 0; nothing for what is none. */
export function durationSeconds(text: string): number | undefined {
  if (/^(?:off|0)$/i.test(text.trim())) return 0;
  if (!/^(?:\d{1,6}\s{0,3}[smhdw]){1,5}$/i.test(text.trim())) return undefined;
  return [...text.matchAll(PARTS)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (unitSeconds[unit.toLowerCase()] ?? 0),
    0,
  );
}

/** Seconds as a person says them: `90 s`, `10 min`, `2 h`, `7 days`. */
export function spanOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
