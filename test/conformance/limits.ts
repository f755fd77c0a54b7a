import { existsSync } from 'node:fs';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

const validators = new URL('../validators/', import.meta.url);

/** The validator of a type, `test/validators/x.ts`: what is wrong with a request; nothing where there is none. */
export async function problemsOf(type: string): Promise<(request: OutboundRequest) => readonly string[]> {
  const path = new URL(`${type}.ts`, validators);
  if (!existsSync(path)) return () => [];
  const { problems } = (await import(path.href)) as { problems: (request: OutboundRequest) => readonly string[] };
  return problems;
}

/** The vendor's limits that a request breaks, measured in the vendor's unit. */
export const limitProblems = ({ about }: Destination, request: OutboundRequest): string[] =>
  about.limits.flatMap(({ what, max, unit, measure }) => {
    const size = measure?.(request) ?? 0;
    return size > max ? [`${what} has ${size} ${unit} of ${max}`] : [];
  });
