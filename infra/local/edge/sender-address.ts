import { isIP } from 'node:net';
import { plainAddress } from '../../../lambdas/core/ranges.ts';

/** An entry without its port and brackets: `192.0.2.1:4711`, `[2001:db8::1]:443`, `2001:db8::1`. */
function addressIn(entry: string): string | undefined {
  const text = entry.trim();
  const inner = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^(\d[\d.]*):\d{1,5}$/.exec(text)?.[1] ?? text;
  return isIP(inner) === 0 ? undefined : plainAddress(inner);
}

/**
 * Who sent a request: the peer itself, unless it is a trusted proxy; then the right-most address of `X-Forwarded-For`
 * that is not a trusted one, since each proxy adds who connected to it on the right, and what stands further left was
 * sent by whoever is named there. When all are trusted, the left-most of them. When a proxy names something that is no
 * address, nobody knows who it was: `unknown`, which lies in no range.
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
