import os from 'node:os';

/** What the figures were measured on. */
export interface MachineFacts {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted to run in the minute before. */
  readonly load: number;
}

/** Facts of this machine; no name and no address of it. */
export const machineFacts = (): MachineFacts => ({
  date: new Date().toISOString().slice(0, 10),
  processor: os.cpus()[0]?.model.trim() ?? 'unknown',
  cores: os.availableParallelism(),
  memoryGb: os.totalmem() / 1024 ** 3,
  system: `${os.type()} ${os.arch()}`,
  node: process.version,
  load: os.loadavg()[0] ?? Number.NaN,
});
