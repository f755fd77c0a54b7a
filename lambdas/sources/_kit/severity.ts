import type { Severity } from '../../domain/alert.ts';

const words = new Map<string, Severity>([
  ['critical', 'critical'],
  ['crit', 'critical'],
  ['fatal', 'critical'],
  ['emergency', 'critical'],
  ['high', 'high'],
  ['major', 'high'],
  ['error', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['warning', 'medium'],
  ['low', 'low'],
  ['minor', 'low'],
  ['notice', 'low'],
  ['info', 'info'],
  ['informational', 'info'],
  ['information', 'info'],
  ['debug', 'info'],
]);

/** A vendor's severity word in any case; nothing for a word that says nothing. */
export const severityWord = (value: string | undefined): Severity | undefined =>
  value === undefined ? undefined : words.get(value.trim().toLowerCase());
