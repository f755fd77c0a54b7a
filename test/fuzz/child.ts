import { runSlice, type Slice } from './slice.ts';

process.on('message', async (slice: Slice) => {
  process.send?.(await runSlice(slice));
});
