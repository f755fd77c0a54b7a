import { GIVE_UP_AFTER_MS } from './retry-delay.ts';
import { durationSeconds } from './values/duration.ts';

/** How long one request to a destination may take in all, unless its `timeout` says otherwise. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** The time limits of a destination. */
export interface DeliveryLimits {
  /** One request in all: name look-up, token request, connection, TLS, request and whole answer. */
  readonly timeoutMs: number;
  /** From the first attempt until a delivery that has not succeeded is dead. */
  readonly giveUpAfterMs: number;
}

export const defaultLimits: DeliveryLimits = { timeoutMs: DEFAULT_TIMEOUT_MS, giveUpAfterMs: GIVE_UP_AFTER_MS };

interface DurationSetting {
  readonly least: string;
  readonly most: string;
  readonly example: string;
  readonly description: string;
}

/** The settings that hold these limits, of every destination. */
export const limitSettings: Readonly<Record<'timeout' | 'giveUpAfter', DurationSetting>> = {
  timeout: {
    least: '1s',
    most: '60s',
    example: '30s',
    description:
      'How long one request may take in all, from the name look-up to the end of the answer: 1s to 60s, 30s by default.',
  },
  giveUpAfter: {
    least: '1h',
    most: '14d',
    example: '72h',
    description:
      'How long a delivery is tried before it is dead, counted from its first attempt: 1h to 14d, 24h by default.',
  },
};

const secondsOf = (value: unknown): number | undefined =>
  typeof value === 'string' ? durationSeconds(value) : undefined;

/** What is wrong with the value of such a setting: what was found and what is allowed. */
export function limitMistake(name: keyof typeof limitSettings, value: unknown): string | undefined {
  const { least, most, example } = limitSettings[name];
  const seconds = secondsOf(value) ?? -1;
  if (value === undefined || (seconds >= (secondsOf(least) ?? 0) && seconds <= (secondsOf(most) ?? 0)))
    return undefined;
  return `found ${JSON.stringify(value)}; allowed: a time from ${least} to ${most}, such as "${example}"`;
}

/** The limits of a destination by its settings, which have been checked; what is not set is as by default. */
export function limitsOf(settings: Readonly<Record<string, unknown>>): DeliveryLimits {
  const ms = (name: keyof typeof limitSettings, otherwise: number): number =>
    limitMistake(name, settings[name]) === undefined
      ? (secondsOf(settings[name]) ?? otherwise / 1000) * 1000
      : otherwise;
  return {
    timeoutMs: ms('timeout', defaultLimits.timeoutMs),
    giveUpAfterMs: ms('giveUpAfter', defaultLimits.giveUpAfterMs),
  };
}
