import type { Detection } from '../../domain/detection.ts';
import { type Fields, factsBut, mergeFacts } from '../../domain/values/json-fields.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { placed } from '../_kit/typed-places.ts';

// https://docs.suricata.io/en/latest/performance/statistics.html: packets that were never inspected, and alerts that were not written.

const counters = [
  ['packets', 'stats.capture.kernel_drops'],
  ['alerts', 'stats.detect.alert_queue_overflow'],
] as const;

/** What was lost since the last report, where Suricata counts so, else since it was started. */
function lossesIn(said: Dig): readonly (readonly [what: string, count: number])[] {
  return counters.flatMap(([what, path]) => {
    const count = Number(said.text(`${path}_delta`, path) ?? 0);
    return count > 0 ? [[what, count] as const] : [];
  });
}

/** Whether a report of Suricata's counters says that it did not see everything. */
export const saysLoss = (event: Fields): boolean => lossesIn(dig(event)).length > 0;

/** An alert that Suricata lost packets or alerts; the same count again is no new report. */
export function toGap(event: Fields, around: Readonly<Record<string, string>>, received: Received): Detection {
  const said = dig(event);
  const [losses, host] = [lossesIn(said), said.take('host')];
  const what = losses.map(([name, count]) => `${count} ${name}`).join(' and ');
  const occurredAt = timeIn(said, 'timestamp');
  const isDelta =
    said.text('stats.capture.kernel_drops_delta', 'stats.detect.alert_queue_overflow_delta') !== undefined;
  return detected(
    {
      kind: 'gap',
      identity: ['stats', host ?? '', what, isDelta ? (occurredAt ?? received.receivedAt) : ''],
      problem: ['stats', host ?? '', ...losses.map(([name]) => name)],
      record: event,
      type: 'suricata-drops',
      title: `Suricata${host === undefined ? '' : ` on ${host}`} lost ${what}`,
      description:
        `${what} were lost ${isDelta ? 'since the last report' : 'since Suricata was started'}: attacks in them are not reported. ` +
        'Give it more threads, a larger ring buffer or fewer rules.',
      severity: 'low',
      occurredAt,
      target: { kind: 'sensor' },
      sensor: placed({ host }),
      labels: { event: said.text('event_type') },
      facts: mergeFacts(factsBut(event, said), around),
    },
    received,
  );
}
