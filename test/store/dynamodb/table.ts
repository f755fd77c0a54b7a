import { openTable, type Table } from '../../../lambdas/store/dynamodb/client.ts';
import { createTable } from '../../emulators/create-table.ts';
import { REGION } from '../../emulators/region.ts';
import { startTableServer } from '../../emulators/table-server.ts';

const NAME = 'tocsin-test';

/** An empty table in a DynamoDB emulator of its own. */
export async function startTable(): Promise<Table & { close(): Promise<void> }> {
  const server = await startTableServer();
  await createTable(server.url, NAME);
  const table = openTable({ AWS_REGION: REGION, AWS_ENDPOINT_URL_DYNAMODB: server.url, TOCSIN_TABLE: NAME });
  return {
    ...table,
    // Its tests count at fixed times.
    now: () => 0,
    async close() {
      table.client.destroy();
      await server.close();
    },
  };
}
