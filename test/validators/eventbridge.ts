import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

const BYTES_MAX = 262_144;
const detailTypes = [
  ...['Security Alert', 'Security Alert Resolved', 'Security Alert Suppressed', 'Unreadable Webhook', 'Alerts Missing'],
  ...['Operational Alert', 'Operational Alert Resolved', 'Operational Alert Suppressed', 'Tocsin Notice'],
];

interface Entry {
  readonly Time?: number;
  readonly Source: string;
  readonly DetailType: string;
  readonly EventBusName: string;
  readonly Detail: string;
}

function entryProblems({ Time, Source, DetailType, EventBusName, Detail, ...rest }: Entry): string[] {
  const detail: unknown = JSON.parse(Detail);
  return [
    ...(Object.keys(rest).length === 0 ? [] : ['fields']),
    ...(Time === undefined || (Number.isInteger(Time) && Time > 0) ? [] : [`the time ${Time}`]),
    ...(Source === 'tocsin' && detailTypes.includes(DetailType) && EventBusName !== '' ? [] : ['envelope']),
    ...(typeof detail === 'object' && detail !== null && 'delivery_id' in detail ? [] : ['detail']),
  ];
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function problems({ url, auth, headers, body = '' }: OutboundRequest): string[] {
  const { Entries } = JSON.parse(body) as { readonly Entries: readonly Entry[] };
  const bytes = Entries.map(({ Source, DetailType, Detail }) => Buffer.byteLength(Source + DetailType + Detail) + 14);
  return [
    ...(url.startsWith('https://events.') ? [] : ['url']),
    ...(auth?.kind === 'aws' && auth.service === 'events' ? [] : ['auth']),
    ...(headers['x-amz-target'] === 'AWSEvents.PutEvents' ? [] : ['target']),
    ...(Entries.length >= 1 && Entries.length <= 10 ? [] : [`${Entries.length} entries`]),
    ...(bytes.reduce((sum, each) => sum + each, 0) <= BYTES_MAX ? [] : ['size']),
    ...Entries.flatMap(entryProblems),
  ];
}
