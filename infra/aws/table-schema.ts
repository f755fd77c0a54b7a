/**
 * The one table (design §6), for both the CDK app and the emulator: its keys and its indexes, which hold keys alone.
 * CloudFormation changes neither the keys nor the projection of an index, and adds one index an update: another form is
 * another index under another number, beside the old one until all functions read the new one.
 */
export const tableSchema = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  indexes: [
    { name: 'byTime1', partitionKey: 'timePk', sortKey: 'timeSk' },
    { name: 'bySource1', partitionKey: 'sourcePk', sortKey: 'timeSk' },
    { name: 'byStatus1', partitionKey: 'listedPk', sortKey: 'listedSk' },
    { name: 'open1', partitionKey: 'openPk', sortKey: 'openSk' },
  ],
} as const;
