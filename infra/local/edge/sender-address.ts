import { isIP } from 'node:net';
import { plainAddress } from '../../../lambdas/domain/values/ranges.ts';

/** An entry without its port and brackets: `192.0.2.1:4711`, `[2001:db8::1]:443`, `2001:db8::1`. */
function addressIn(entry: string): string | undefined {
  const text = entry.trim();
  const inner = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^(\d[\d.]*):\d{1,5}$/.exec(text)?.[1] ?? text;
  return isIP(inner) === 0 ? undefined : plainAddress(inner);
}

/**
 * The address of the sender: the peer, unless it is a trusted proxy. Then it is the right-most address of
 * `X-Forwarded-For` that is not a trusted proxy: each proxy adds its peer on the right, and the sender can write any value
 * to the left. When all are trusted, it is the left-most. When the entry is no address, it is `unknown`, which is in no range.
 */
export function senderAddress(
  peer: string,
  forwardedFor: string | undefined,
  isTrusted: (address: string) => boolean,
): string {
  let sender = plainAddress(peer);
  const entries = forwardedFor === undefined || forwardedFor.trim() === '' ? [] : forwardedFor.split(',');
  while (isTrusted(sender)) {
    const entry = entries.pop();
    if (entry === undefined) return sender;
    const address = addressIn(entry);
    if (address === undefined) return 'unknown';
    sender = address;
  }
  return sender;
}
