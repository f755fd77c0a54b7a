import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, linkIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { takeRepeats } from '../_kit/typed-values.ts';
import { sentAt } from './issue.ts';

// https://docs.sentry.io/integrations/integration-platform/webhooks/metric-alerts/: an incident of a rule, by its thresholds.

const at = 'data.metric_alert';
const rule = `${at}.alert_rule`;

const levels: Readonly<Record<string, Severity>> = wordTable({ critical: 'critical', warning: 'medium' });

/** Which threshold was passed; an end says none. */
function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const severity = levels[said.text('action') ?? ''];
  return severity === undefined ? { severity: 'medium' } : { severity, vendorSeverity: said.text('action') };
}

const isOver = (said: Dig): boolean => said.text('action') === 'resolved';

const started = ['date_detected', 'date_started', 'date_created'].map((name) => `${at}.${name}`);

const timeOf = (said: Dig, received: Received): string | undefined =>
  isOver(said)
    ? (timeIn(said, `${at}.date_closed`) ?? sentAt(received))
    : (sentAt(received) ?? timeIn(said, ...started));

function findingOf(said: Dig): Detection['finding'] {
  const firstSeenAt = timeIn(said, `${at}.date_started`, ...started);
  takeRepeats(said, firstSeenAt, ...started);
  return defined({ vendorUid: said.take(`${at}.id`), firstSeenAt });
}

/** An alert of one notice about an incident of a metric. */
export function metricDetection(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const name = said.take(`${rule}.name`) ?? 'Metric alert';
  const projects = said.text(`${rule}.projects`, `${at}.projects`);
  const id = said.text(`${at}.id`, `${at}.identifier`);
  const update = [said.text('action'), sentAt(received) ?? said.text(`${at}.date_closed`)];
  return detected(
    {
      identity: identified({ id, update, record, occurredAt: timeIn(said, ...started) }, received),
      problem: ['sentry', exactly('metric', said.text(`${rule}.id`) ?? name, projects ?? '')],
      record,
      type: name,
      title: projects === undefined ? name : `${name} in ${projects}`,
      description: said.take('data.description_text'),
      ...severityOf(said),
      state: isOver(said) ? 'resolved' : 'open',
      occurredAt: timeOf(said, received),
      class: 'operational',
      finding: findingOf(said),
      target: { kind: 'application' },
      labels: {
        action: said.take('action'),
        project: projects,
        environment: said.take(`${rule}.environment`),
        dataset: said.take(`${rule}.dataset`),
      },
      url: linkIn(said, 'data.web_url'),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
