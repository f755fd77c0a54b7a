import type { Logger } from '@aws-lambda-powertools/logger';

const levels = ['info', 'warn', 'error'] as const;

const order: readonly string[] = levels;

/** The part of a logger that the functions use. */
export type LeveledLogger = Pick<Logger, (typeof levels)[number]>;

/**
 * A logger that writes nothing below a level; everything when the level is none of these. Not done by Lambda's own log level,
 * because that drops lines of metrics too, which have no level or `INFO`
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 */
export function atLeast(level: string | undefined, logger: LeveledLogger): LeveledLogger {
  const least = level === undefined ? 0 : order.indexOf(level);
  const of = (name: (typeof levels)[number]): LeveledLogger['info'] =>
    order.indexOf(name) < least ? () => undefined : (message, ...extra) => logger[name](message, ...extra);
  return { info: of('info'), warn: of('warn'), error: of('error') };
}
