import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { unpackMember } from '../../lambdas/domain/group.ts';
import { openTable, type Table } from '../../lambdas/store/dynamodb/client.ts';
import { dynamodbStores } from '../../lambdas/store/dynamodb/index.ts';
import { alertIdIn, alertKey, groupKey, type Key } from '../../lambdas/store/dynamodb/keys.ts';
import { type Item, keyIn } from '../../lambdas/store/dynamodb/requests.ts';
import type { Addresses } from '../emulators/emulators.ts';
import { REGION } from '../emulators/region.ts';
import { type Left, leftIn } from './rows.ts';

const [beforeDestination, afterDestination] = groupKey({ destination: '|', name: 'digest' }).pk.split('|');

/** The destination whose digest has this key; nothing for another row. */
function digestIn({ pk }: Key): string | undefined {
  if (!pk.startsWith(beforeDestination ?? '') || !pk.endsWith(afterDestination ?? '')) return undefined;
  return pk.slice((beforeDestination ?? '').length, -(afterDestination ?? '').length);
}

function waitingIn(item: Item): string[] {
  const destination = digestIn(keyIn(item));
  const members = item['members'];
  if (destination === undefined || !(members instanceof Set)) return [];
  return [...members].map((member) => `${destination} ${unpackMember(String(member)).alertId}`);
}

/** What the ports do not list: all alert ids, and what waits for a digest. */
async function scan({ client, name }: Table) {
  const alertIds: string[] = [];
  const waiting = new Set<string>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: name })) {
    const alerts = Items.map(keyIn).filter(({ sk }) => sk === alertKey('').sk);
    alertIds.push(...alerts.map(alertIdIn));
    for (const each of Items.flatMap(waitingIn)) waiting.add(each);
  }
  return { alertIds, waiting };
}

/** Reads the whole table that a product left. */
export async function readRows({ dynamodbUrl, table: name }: Addresses): Promise<Left> {
  const table = openTable({ AWS_REGION: REGION, AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl, TOCSIN_TABLE: name });
  try {
    return await leftIn(dynamodbStores(table), await scan(table));
  } finally {
    table.client.destroy();
  }
}
