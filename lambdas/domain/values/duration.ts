const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration such as `30s`, `10m`, `2h`, `7d`; `off` and `0` are 0; nothing for what is none. */
export function durationSeconds(text: string): number | undefined {
  if (/^(?:off|0)$/i.test(text.trim())) return 0;
  const [, amount, unit = ''] = /^(\d{1,6})\s*([smhd])$/i.exec(text.trim()) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unitSeconds[unit.toLowerCase()] ?? 0);
}

/** Seconds as a person says them: `90 s`, `10 min`, `2 h`, `7 days`. */
export function spanOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
