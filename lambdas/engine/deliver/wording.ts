import type { Connected } from '../../destinations/_kit/connected.ts';
import type { Attempt } from '../../destinations/_kit/define-destination.ts';
import type { Alert } from '../../domain/alert.ts';
import type { RoutePorts } from '../fallback.ts';

/** The attempt with the wording of the destination and of the route; as it is where that fails, for it must be sent. */
export async function worded(
  alert: Alert,
  attempt: Attempt,
  { destination, connected }: { readonly destination: string; readonly connected: Connected },
  { routeMessage }: Pick<RoutePorts, 'routeMessage'>,
): Promise<Attempt> {
  if (connected.word === undefined) return attempt;
  try {
    return await connected.word(alert, attempt, await routeMessage?.(alert, destination));
  } catch {
    return attempt;
  }
}
