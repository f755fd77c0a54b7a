import path from 'node:path';
import { startEmulatorWorker } from '../emulators/emulator-worker.ts';
import { readRows as readTable } from './aws-rows.ts';
import { type Left, readRows } from './rows.ts';

const root = path.join(import.meta.dirname, '../..');

/** What the product runs on, which outlives it. */
export interface Backend {
  /** The script that starts the product, and what it is given beside its configuration. */
  readonly script: string;
  readonly args: readonly string[];
  /** What a stopped product left. */
  left(): Promise<Left>;
  close(): Promise<void>;
}

/** One machine: the rows are in its data folder. */
const sqlite = (dataDir: string): Backend => ({
  script: path.join(root, 'infra/local/start.ts'),
  args: ['--port', '0', '--data', dataDir],
  left: () => readRows(dataDir),
  close: async () => undefined,
});

/** The functions of the stack over emulators of AWS, which go on while the product is killed. */
async function aws(): Promise<Backend> {
  const { close, ...addresses } = await startEmulatorWorker();
  return {
    script: path.join(root, 'test/emulators/start.ts'),
    args: ['--emulators', JSON.stringify(addresses)],
    left: () => readTable(addresses),
    close,
  };
}

export const backendNames = ['sqlite', 'aws'] as const;
export type BackendName = (typeof backendNames)[number];

export const openBackend = async (name: BackendName, dataDir: string): Promise<Backend> =>
  name === 'aws' ? aws() : sqlite(dataDir);
