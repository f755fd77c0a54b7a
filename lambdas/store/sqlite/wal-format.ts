import fs from 'node:fs';
import os from 'node:os';

/** The running checksum of a write-ahead log (https://www.sqlite.org/fileformat2.html#walformat). */
export type Checksum = readonly [number, number];

export interface WalHeader {
  readonly headerBytes: number;
  readonly frameBytes: number;
  readonly fileBytes: number;
  /** Whether checksums read the bytes in the order that this machine does not. */
  readonly isSwapped: boolean;
  readonly salt: readonly [number, number];
  readonly stored: Checksum;
}

export interface WalFrame {
  readonly isCommit: boolean;
  readonly stored: Checksum;
  /** Whether it is what was written after a frame with this checksum. */
  isIntactAfter(before: Checksum): boolean;
}

const headerBytes = 32;
const frameHeaderBytes = 24;
const littleEndianMagic = 0x377f0682;
const bigEndianMagic = 0x377f0683;

/** `none`: no frame was ever written under this header, so nothing is lost with it. */
export function readHeader(descriptor: number): WalHeader | 'none' | 'damaged' {
  const fileBytes = fs.fstatSync(descriptor).size;
  const bytes = Buffer.alloc(headerBytes);
  // SQLite syncs a header before it writes frames, so a file without a whole one has no frames.
  if (fs.readSync(descriptor, bytes, 0, headerBytes, 0) < headerBytes || bytes.every((byte) => byte === 0))
    return 'none';
  const magic = bytes.readUInt32BE(0);
  const isSwapped = (magic === bigEndianMagic) !== (os.endianness() === 'BE');
  const stored = pairAt(bytes, 24);
  const isIntact = same(checksum([0, 0], bytes.subarray(0, 24), isSwapped), stored);
  if (!isIntact || (magic !== littleEndianMagic && magic !== bigEndianMagic)) return 'damaged';
  const frameBytes = frameHeaderBytes + bytes.readUInt32BE(8);
  return { headerBytes, frameBytes, fileBytes, isSwapped, salt: pairAt(bytes, 16), stored };
}

/** A frame of this log; nothing when the bytes there are an earlier log's or none at all. */
export function frameOf(descriptor: number, header: WalHeader, index: number): WalFrame | undefined {
  const bytes = Buffer.from(new ArrayBuffer(header.frameBytes));
  fs.readSync(descriptor, bytes, 0, header.frameBytes, headerBytes + index * header.frameBytes);
  if (!same(pairAt(bytes, 8), header.salt) || bytes.readUInt32BE(0) === 0) return undefined;
  const stored = pairAt(bytes, 16);
  return {
    isCommit: bytes.readUInt32BE(4) !== 0,
    stored,
    isIntactAfter(before) {
      const head = checksum(before, bytes.subarray(0, 8), header.isSwapped);
      return same(checksum(head, bytes.subarray(frameHeaderBytes), header.isSwapped), stored);
    },
  };
}

function checksum(before: Checksum, bytes: Buffer, isSwapped: boolean): Checksum {
  const ordered = isSwapped ? Buffer.from(new Uint8Array(bytes).buffer).swap32() : bytes;
  const words = new Int32Array(ordered.buffer, ordered.byteOffset, ordered.length / 4);
  let first = before[0] | 0;
  let second = before[1] | 0;
  for (let index = 0; index < words.length; index += 2) {
    first = (((first + (words[index] ?? 0)) | 0) + second) | 0;
    second = (((second + (words[index + 1] ?? 0)) | 0) + first) | 0;
  }
  return [first >>> 0, second >>> 0];
}

const pairAt = (bytes: Buffer, at: number): readonly [number, number] => [
  bytes.readUInt32BE(at),
  bytes.readUInt32BE(at + 4),
];

const same = (one: Checksum, other: Checksum): boolean => one[0] === other[0] && one[1] === other[1];
