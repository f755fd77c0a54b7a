import { lookup } from 'node:dns/promises';
import { mayConnect } from '../core/http/addresses.ts';

/** Where a name leads, if to an address that may be reached: the address that is checked is the one to connect to. */
export async function reachable(host: string, allowLoopback: boolean): Promise<string | undefined> {
  const addresses = await lookup(host.replace(/^\[|\]$/g, ''), { all: true });
  return addresses.find(({ address }) => mayConnect(address, allowLoopback))?.address;
}
