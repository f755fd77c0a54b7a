import type { Detection } from '../../../domain/detection.ts';
import { exact } from '../../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../../domain/values/json-fields.ts';
import { toTime } from '../../../domain/values/time.ts';
import { consoleUrl } from '../aws-console.ts';
import type { Received } from '../define-source.ts';
import type { Around } from '../envelope.ts';
import { type Dig, dig, pairsOf } from '../field-reader.ts';
import { occurrence } from '../identity.ts';

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

/** `InstanceId i-0abc`: what the metric is measured of. */
function dimensionsOf(said: Dig): string | undefined {
  const pairs = pairsOf(said.value('trigger.dimensions', `${metric}.dimensions`));
  return pairs.length === 0 ? undefined : pairs.map(([name, text]) => `${name} ${text}`).join(', ');
}

function placeOf(
  said: Dig,
  around: Around,
): { readonly account: string | undefined; readonly region: string | undefined } {
  // The ARN has the region's name; `Region` of an SNS message is `EU (Ireland)`.
  const [, , , region, account] = (said.text('alarmArn') ?? around.facts['resources'] ?? '').split(':');
  return {
    account: said.text('awsAccountId') ?? account ?? around.facts['account'],
    region: region ?? around.facts['region'],
  };
}

function wordsOf(said: Dig, name: string, { is }: Standing, where: string) {
  const reason = said.take('newStateReason', 'state.reason');
  const about = said.take('alarmDescription', 'configuration.description');
  const title = `CloudWatch alarm ${name} ${is}${where === '' ? '' : ` (${where})`}`;
  return { title, description: [about, reason].filter((text) => text !== undefined).join('\n\n') || title };
}

/** A change of a CloudWatch alarm as a detection: in alarm it is open, with OK it is over. */
export function alarmDetection(alarm: Fields, around: Around, received: Received): Detection {
  const said = dig(alarm);
  const value = said.take('newStateValue', 'state.value') ?? '';
  const standing = standings.get(value.toUpperCase()) ?? unheardOf;
  const name = said.take('alarmName') ?? 'unnamed';
  const { account, region } = placeOf(said, around);
  const occurredAt = toTime(said.value('stateChangeTime', 'state.timestamp')) ?? toTime(around.facts['time']);
  const where = [account, region].filter((text) => text !== undefined).join(', ');
  const measure = said.text('trigger.metricName', `${metric}.name`);
  return defined({
    kind: 'detection' as const,
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
    target: defined({ kind: 'metric', resource: dimensionsOf(said) ?? measure }),
    attack: [],
    evidence: [],
    labels: defined({ account, region, alarmState: value || undefined, metric: measure }),
    facts: mergeFacts(factsBut(alarm, said), around.facts),
    url: urlOf(name, region ?? ''),
  });
}

const urlOf = (name: string, region: string): string | undefined =>
  consoleUrl(region, `cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name.toWellFormed())}`);
