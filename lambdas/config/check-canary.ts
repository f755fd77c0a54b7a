import * as z from 'zod/mini';
import type { CanarySettings } from '../domain/canary.ts';
import { flatRoutes, type Route } from '../domain/route.ts';
import { durationSeconds } from '../domain/values/duration.ts';
import { nearest } from '../domain/values/nearest.ts';
import type { Problem } from '../domain/values/problem.ts';

const LEAST_EVERY = 5 * 60;
const LEAST_DEADLINE = 60;

const atLeast = (seconds: number, allowed: string) =>
  z.string().check(
    z.refine((text) => (durationSeconds(text) ?? 0) >= seconds, {
      error: ({ input }) => `found ${JSON.stringify(input)}; allowed: ${allowed}`,
    }),
  );

/** A test alert through routes, at an interval. */
export const CanarySetting = z.strictObject({
  every: atLeast(LEAST_EVERY, '5 minutes or more, such as "15m", "1h" or "1d"').check(
    z.describe('How often a test alert is sent through each route: 5 minutes or more.'),
  ),
  deadline: z.optional(
    atLeast(LEAST_DEADLINE, 'a minute or more, such as "2m" or "10m"').check(
      z.describe(
        'How long it may take until it has arrived everywhere: a minute or more, less than `every`; 5m by default.',
      ),
    ),
  ),
  routes: z
    .array(z.string())
    .check(
      z.minLength(1),
      z.describe(
        'The routes, by name. What they notify is notified: leave out a route to a pager that should not ring.',
      ),
    ),
});
type CanarySetting = z.infer<typeof CanarySetting>;

export const canaryNames = Object.keys(CanarySetting.shape);

const DEFAULT_DEADLINE = '5m';

const settingsOf = ({ every, deadline = DEFAULT_DEADLINE, routes }: CanarySetting): CanarySettings => ({
  everySeconds: durationSeconds(every) ?? LEAST_EVERY,
  deadlineSeconds: durationSeconds(deadline) ?? LEAST_DEADLINE,
  routes: [...new Set(routes)],
});

function routeProblems(names: readonly string[], routes: readonly Route[]): Problem[] {
  const known = flatRoutes(routes).map(({ name }) => name);
  return names.flatMap((name, i): Problem[] => {
    if (known.includes(name)) return [];
    const near = nearest(name, known);
    const hint = near === undefined ? `; allowed: ${known.join(', ')}` : `: did you mean "${near}"?`;
    return [{ path: ['canary', 'routes', i], message: `unknown route "${name}"${hint}` }];
  });
}

/** The canaries of a configuration, or what is wrong with them. */
export function checkCanary(
  written: unknown,
  routes: readonly Route[],
): { readonly canary?: CanarySettings; readonly problems: readonly Problem[] } {
  const { data } = CanarySetting.safeParse(written);
  if (data === undefined) return { problems: [] };
  const canary = settingsOf(data);
  const late: Problem[] =
    canary.deadlineSeconds < canary.everySeconds
      ? []
      : [
          {
            path: ['canary', data.deadline === undefined ? 'every' : 'deadline'],
            message: `found ${JSON.stringify(data.deadline ?? data.every)}; allowed: a deadline (${DEFAULT_DEADLINE} by default) that is shorter than every`,
          },
        ];
  return { canary, problems: [...routeProblems(data.routes, routes), ...late] };
}
