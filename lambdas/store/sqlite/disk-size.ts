import fs from 'node:fs';
import type { CheckpointLimits } from './checkpoint.ts';

/** How much of a disk the store keeps free, keeps for itself, and lets its log take; in bytes. */
export interface DiskLimits {
  readonly reserveBytes: number;
  /** How long the log is made at the start, so that there is room in it when there is none on the disk. */
  readonly logBytes: number;
  readonly lowBytes: number;
  readonly checkpoints: CheckpointLimits;
}

const megabyte = 2 ** 20;

/** Fixed sizes on a usual disk, and parts of a small one. */
export const limitsFor = (diskBytes: number): DiskLimits => {
  const atMost = (bytes: number, part: number): number => Math.floor(Math.min(bytes, diskBytes / part));
  return {
    reserveBytes: atMost(16 * megabyte, 6),
    logBytes: atMost(16 * megabyte, 4),
    lowBytes: atMost(64 * megabyte, 8),
    checkpoints: { step: atMost(8 * megabyte, 24), restart: atMost(64 * megabyte, 4) },
  };
};

/** The size of the disk that a folder lies on. */
export function diskBytes(folder: string): number {
  const { blocks, bsize } = fs.statfsSync(folder);
  return blocks * bsize;
}
