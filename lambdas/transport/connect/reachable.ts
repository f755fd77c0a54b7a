import { mayConnect } from '../../domain/addresses.ts';
import { type Resolver, sharedResolver } from '../names/resolver.ts';
import type { Budget } from './budget.ts';

/**
 * The address to connect to for a host, if one may be reached: the address that is checked is the one to connect to.
 * Rejects with a `NameError` when the name has none, or none within the budget.
 */
export async function reachable(
  host: string,
  allowLoopback: boolean,
  budget: Budget,
  { resolve }: Resolver = sharedResolver(),
): Promise<string | undefined> {
  const addresses = await resolve(host, budget.connectMs());
  return addresses.find(({ address }) => mayConnect(address, allowLoopback))?.address;
}
