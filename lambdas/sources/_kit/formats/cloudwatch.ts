import type { Detection } from '../../../domain/detection.ts';
import { exact } from '../../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../../domain/values/json-fields.ts';
import { toTime } from '../../../domain/values/time.ts';
import { consoleUrl } from '../aws-console.ts';
import { classByWords, namesAttack } from '../class-words.ts';
import type { Received } from '../define-source.ts';
import type { Around } from '../envelope.ts';
import { type Dig, dig, pairsOf } from '../field-reader.ts';
import { occurrence } from '../identity.ts';
import { placed, takeIf } from '../typed-places.ts';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html, and what an alarm sends to
// its SNS topic.

/** Whether an object is a change of an alarm, as SNS or EventBridge has it. */
export function isCloudWatchAlarm(fields: Fields): boolean {
  const said = dig(fields);
  return said.text('alarmName') !== undefined && said.text('newStateValue', 'state.value') !== undefined;
}

interface Standing extends Pick<Detection, 'severity' | 'state'> {
  readonly is: string;
}

const standings = new Map<string, Standing>([
  ['ALARM', { severity: 'high', state: 'open', is: 'is in alarm' }],
  ['OK', { severity: 'high', state: 'resolved', is: 'is over' }],
  ['INSUFFICIENT_DATA', { severity: 'low', state: 'open', is: 'has not enough data' }],
]);
const unheardOf: Standing = { severity: 'medium', state: 'open', is: 'changed' };

const metric = 'configuration.metrics.0.metricStat.metric';

/** What the metric is measured of: `InstanceId` and its value, and others. */
const dimensionsOf = (said: Dig): [name: string, text: string][] =>
  pairsOf(said.value('trigger.dimensions', `${metric}.dimensions`));

interface Place {
  readonly arn: string | undefined;
  readonly account: string | undefined;
  readonly region: string | undefined;
}

const isArn = (text: string): boolean => text.startsWith('arn:');

function placeOf(said: Dig, around: Around): Place {
  // The ARN has the region's name; `Region` of an SNS message is `EU (Ireland)`.
  const arn = takeIf(said, isArn, 'alarmArn') ?? around.facts['resources'];
  const [, , , region, account] = (arn ?? '').split(':');
  return {
    arn: arn !== undefined && isArn(arn) ? arn : undefined,
    account: said.take('awsAccountId') ?? account ?? around.facts['account'],
    region: region ?? around.facts['region'],
  };
}

/** Dimensions that name a machine; the alarm itself is the resource. */
function placesOf({ arn, account, region }: Place, name: string, dimensions: readonly [string, string][]) {
  const of = (...names: readonly string[]) => dimensions.find(([dimension]) => names.includes(dimension))?.[1];
  return defined({
    cloud: {
      provider: 'aws',
      ...placed({ account, region, resource: { ...placed({ uid: arn }), type: 'CloudWatch alarm', name } }),
    },
    kubernetes: placed({
      cluster: of('ClusterName'),
      namespace: of('Namespace'),
      pod: of('PodName'),
      node: of('NodeName'),
    }),
    target: defined({ kind: 'metric', host: of('Host', 'host') }),
  });
}

function wordsOf(said: Dig, name: string, { is }: Standing, where: string) {
  const reason = said.take('newStateReason', 'state.reason');
  const about = said.take('alarmDescription', 'configuration.description');
  const title = `CloudWatch alarm ${name} ${is}${where === '' ? '' : ` (${where})`}`;
  return { title, description: [about, reason].filter((text) => text !== undefined).join('\n\n') || title };
}

/** An alarm watches a metric; the names of some say that it counts attacks. */
const classOf = (named: string): Detection['class'] =>
  classByWords(named) ?? (namesAttack(named) ? 'threat' : 'operational');

/** A change of a CloudWatch alarm as a detection: in alarm it is open, with OK it is over. */
export function alarmDetection(alarm: Fields, around: Around, received: Received): Detection {
  const said = dig(alarm);
  const value = said.take('newStateValue', 'state.value') ?? '';
  const standing = standings.get(value.toUpperCase()) ?? unheardOf;
  const name = said.take('alarmName') ?? 'unnamed';
  const place = placeOf(said, around);
  const { account, region } = place;
  const occurredAt = toTime(said.value('stateChangeTime', 'state.timestamp')) ?? toTime(around.facts['time']);
  const where = [account, region].filter((text) => text !== undefined).join(', ');
  const dimensions = dimensionsOf(said);
  const measure = said.text('trigger.metricName', `${metric}.name`);
  return defined({
    kind: 'detection' as const,
    class: classOf(`${name} ${said.text('alarmDescription', 'configuration.description') ?? ''}`),
    vendor: 'AWS',
    product: 'CloudWatch',
    identity: occurrence(alarm, { occurredAt, receivedAt: received.receivedAt }),
    problem: ['cloudwatch', ...[account, region, name].map((part) => exact(part ?? ''))],
    record: around.wrap(alarm),
    type: name,
    ...wordsOf(said, name, standing, where),
    severity: standing.severity,
    state: standing.state,
    action: 'unknown' as const,
    occurredAt,
    ...placesOf(place, name, dimensions),
    finding: defined({ vendorUid: place.arn }),
    attack: [],
    evidence: [],
    labels: defined({
      ...Object.fromEntries(dimensions.map(([dimension, text]) => [`dimension.${dimension}`, text])),
      account,
      region,
      alarmState: value || undefined,
      metric: measure,
    }),
    facts: mergeFacts(factsBut(alarm, said), around.facts),
    url: urlOf(name, region ?? ''),
  });
}

const urlOf = (name: string, region: string): string | undefined =>
  consoleUrl(region, `cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name.toWellFormed())}`);
