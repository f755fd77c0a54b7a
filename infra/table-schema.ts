/**
 * The one table (design §6), for both the CDK app and the emulator: keys, sparse indexes, and what each index carries.
 * Names of attributes are spelled in `lambdas/store/dynamodb/keys.ts` and its neighbours.
 */
export const tableSchema = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  indexes: [
    {
      name: 'byTime',
      partitionKey: 'timePk',
      sortKey: 'timeSk',
      carries: [
        'alertId',
        'source',
        'title',
        'severity',
        'state',
        'occurredAt',
        'receivedAt',
        'planned',
        'alone',
        'outcome',
        'silence',
        'batch',
        'batchDestinations',
      ],
    },
    { name: 'open', partitionKey: 'openPk', sortKey: 'openSk', carries: ['deliveryId', 'destination', 'status'] },
  ],
} as const;
