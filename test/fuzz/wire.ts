import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Dice } from './dice.ts';

interface Written {
  readonly bytes: Buffer;
  readonly how?: string;
}

function swapped(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return bytes.swap16();
}

function spoilBytes(text: string, dice: Dice): Buffer {
  const bytes = Buffer.from(text);
  for (let left = 1 + dice.below(8); left > 0 && bytes.length > 0; left -= 1)
    bytes[dice.below(bytes.length)] = dice.below(256);
  return bytes;
}

/** The text as bytes, mostly UTF-8. */
export function encode(text: string, dice: Dice): Written {
  if (dice.chance(0.9)) return { bytes: Buffer.from(text) };
  const ways: readonly [Written, ...Written[]] = [
    { how: 'byte order mark', bytes: Buffer.from(`\ufeff${text}`) },
    { how: 'UTF-16LE', bytes: Buffer.from(`\ufeff${text}`, 'utf16le') },
    { how: 'UTF-16BE', bytes: swapped(`\ufeff${text}`) },
    { how: 'UTF-16 without a mark', bytes: Buffer.from(text, 'utf16le') },
    { how: 'Latin-1', bytes: Buffer.from(text, 'latin1') },
    { how: 'broken bytes', bytes: spoilBytes(text, dice) },
    { how: 'an odd byte', bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text)]) },
  ];
  return dice.pick(ways);
}

/** The bytes, and the content coding that is said of them. */
export interface Packed extends Written {
  readonly coding?: string;
  readonly size?: number;
}

/** What Lambda takes in one request is 6 MB in base64 (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const MAX_ON_WIRE = 4_500_000;

/** As the network carries it: mostly plain, now and then compressed, rightly or not. */
export function pack(bytes: Buffer, dice: Dice): Packed {
  if (dice.chance(0.9) && bytes.length < MAX_ON_WIRE) return { bytes };
  const gzip = gzipSync(bytes, { level: 1 });
  if (bytes.length > MAX_ON_WIRE) return { how: 'gzip', bytes: gzip, coding: 'gzip' };
  return dice.pick<() => Packed>([
    () => ({ how: 'gzip', bytes: gzip, coding: 'gzip' }),
    () => ({ how: 'gzip twice', bytes: gzipSync(gzip, { level: 1 }), coding: 'gzip' }),
    () => ({ how: 'gzip in two parts', bytes: Buffer.concat([gzip, gzip]), coding: 'x-gzip' }),
    () => ({ how: 'gzip and more', bytes: Buffer.concat([gzip, Buffer.from('more')]), coding: 'gzip' }),
    () => ({ how: 'gzip, cut', bytes: gzip.subarray(0, dice.below(gzip.length)), coding: 'gzip' }),
    () => ({ how: 'gzip, broken', bytes: spoilBytes(gzip.toString('latin1'), dice), coding: 'gzip' }),
    () => ({ how: 'gzip, not said', bytes: gzip }),
    () => ({ how: 'said to be gzip', bytes, coding: 'gzip' }),
    () => ({ how: 'zlib', bytes: deflateSync(bytes, { level: 1 }), coding: 'deflate' }),
    () => ({ how: 'deflate', bytes: deflateRawSync(bytes, { level: 1 }), coding: 'Deflate' }),
    () => ({ how: 'said to be deflate', bytes, coding: 'deflate' }),
    () => ({
      how: 'an unknown coding',
      bytes,
      coding: dice.pick(['br', 'zstd', 'gzip, gzip', 'identity', ' ', '\u0000']),
    }),
  ])();
}

/** Decompresses to more than is taken, or almost. */
export function bomb(dice: Dice): Packed {
  const size = (40 + dice.below(30)) * 1024 * 1024;
  return { how: 'bomb', bytes: gzipSync(Buffer.alloc(size), { level: 1 }), coding: 'gzip', size };
}
