import { isIP } from 'node:net';
import type { Context } from 'hono';

/** What an edge hands over beside the request: an address of its own finding, or API Gateway's event context. */
interface Bindings {
  readonly address?: string;
  readonly requestContext?: { readonly identity?: { readonly sourceIp?: string } };
}

/** Who asks: what the edge or the gateway found out about the connection, and never what a header claims. */
export function addressOf({ env }: Context): string {
  const { address, requestContext }: Bindings = env ?? {};
  return address ?? requestContext?.identity?.sourceIp ?? 'unknown';
}

/** Who is likely the same: an IPv4 address by itself, an IPv6 address by its /64, all of which one host may use. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = [], right = []] = address.split('::').map((side) => side.split(':').filter(Boolean));
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
