import { isIP } from 'node:net';
import type { Context } from 'hono';

/** What an edge passes with the request: the address that it determined, or the event context of API Gateway. */
interface Bindings {
  readonly address?: string;
  readonly requestContext?: { readonly identity?: { readonly sourceIp?: string } };
}

/**
 * The address of the caller, as the edge or the gateway determined it from the connection; never from a header of the
 * request.
 */
export function addressOf({ env }: Context): string {
  const { address, requestContext }: Bindings = env ?? {};
  return address ?? requestContext?.identity?.sourceIp ?? 'unknown';
}

/** The key for addresses that are likely the same host: an IPv4 address, or the /64 network of an IPv6 address. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = [], right = []] = address.split('::').map((side) => side.split(':').filter(Boolean));
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
