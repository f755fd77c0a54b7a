const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration such as `30s`, `10m`, `2h`, `7d`; `off` and `0` are 0; nothing for what is none. */
export function durationSeconds(text: string): number | undefined {
  if (/^(?:off|0)$/i.test(text.trim())) return 0;
  const [, amount, unit = ''] = /^(\d{1,6})\s*([smhd])$/i.exec(text.trim()) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unitSeconds[unit.toLowerCase()] ?? 0);
}
