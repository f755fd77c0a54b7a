import { describe, expect, it } from 'vitest';
import { sources } from '../../lambdas/sources/index.ts';
import { placesIn, replaced } from '../conformance/odd-values.ts';
import { bodyOf } from '../conformance/source-cases.ts';
import { alertsOf } from './read.ts';

type Row = readonly [type: keyof typeof sources, name: string, path: string, value: unknown, kept?: string];

const long = `The sender wrote ${'many '.repeat(70)}words and the last of them is zebra`;

/** What `npm run explore` found to be lost: a field of a case that holds something else than usual, and what has to be kept of it. */
const rows: readonly Row[] = [
  ['accuknox', 'wrapped-batch', 'alerts.0', 70707071],
  ['accuknox', 'sentence-without-fields', 'message', long, 'zebra'],
  ['akto', 'activity-export-batch', '0', 70707071],
  ['akto', 'teams-card', 'attachments.0.content.body.1.facts.0', 70707071],
  ['akto', 'teams-card', 'attachments.0.content.body.1.facts.0.title', { odd: 'inside' }, 'inside'],
  ['aws-waf', 'blocked', 'httpRequest.host', '10.77.77.77:8443'],
  ['carbon-black', 'watchlist', 'alert_url', 'HTTP://ODD.example'],
  ['cloudevents', 'batch', '0.data', 70707071],
  ['crowdstrike', 'automated-lead', 'score', 0.5170717],
  ['falco', 'host', 'output_fields.container.id', 'an id', '"output_fields.container.name":"host"'],
  ['generic', 'list', '0', long, 'zebra'],
  ['kubearmor', 'stream.ndjson', '0', true],
  ['kubescape', 'file-changes', 'events.0.eventType', 'An Odd WORD'],
  ['kubescape', 'scan', 'summaryDetails.controls.C-0016.ResourceCounters.failedResources', 70707071],
  ['kubescape', 'scan', 'summaryDetails.controls', { odd: 'inside' }, 'inside'],
  ['microsoft-defender', 'graph-incident-expanded', 'alerts.0', 70707071],
  ['microsoft-sentinel', 'alert-trigger', 'CompromisedEntity', 70707071],
  ['new-relic', 'incident', 'details', long, 'zebra'],
  ['ocsf', 'detection', 'finding_info.attacks.0.tactic.uid', long, 'zebra'],
  ['ocsf', 'detection', 'finding_info.attacks.0.technique.name', long, 'zebra'],
  ['prowler', 'fail', '0.metadata.product.name', 'Odd Scanner'],
  ['securityhub', 'container-third-party', 'detail.findings.0.Confidence', 0.5170717],
  ['sentry', 'odd-values', 'data.event.title', long, 'zebra'],
  ['standard-webhooks', 'threat-detected', 'data', long, 'zebra'],
  ['stepsecurity', 'bundle', 'data.0.name', long, 'evil.example:443'],
  ['traceable', 'minimal', 'alertMessage', long, 'zebra'],
  ['wazuh', 'minimal', 'rule.description', long, 'zebra'],
  ['wazuh', 'slack', 'attachments.0.title', ['one title', 'two titles'], 'two titles'],
];

/** The body of a case, JSON or lines of JSON. */
function parsed(type: string, name: string): unknown {
  const text = bodyOf(type, name).toString();
  return name.endsWith('.ndjson')
    ? text
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line))
    : JSON.parse(text);
}

describe('a field that holds something else than usual', () => {
  const cases = rows.map(([type, name, path, value, kept = String(value)]) => ({ type, name, path, value, kept }));

  it.each(cases)('$type, $name: $path', ({ type, name, path, value, kept }) => {
    const payload = parsed(type, name);
    expect(placesIn(payload).map((place) => place.path.join('.'))).toContain(path);
    const alerts = alertsOf(sources[type], replaced(payload, path.split('.'), value));
    expect(alerts.length).toBeGreaterThan(0);
    expect(JSON.stringify(alerts)).toContain(kept);
  });

  it('an ARN of an alarm that is a number', () => {
    const alarm = { AlarmName: 'High errors', NewStateValue: 'ALARM', AlarmArn: 70707071 };
    expect(JSON.stringify(alertsOf(sources.sns, alarm))).toContain('70707071');
  });

  it('more techniques than an alert has room for', () => {
    const attacks = Array.from({ length: 70 }, (_, i) => ({ technique: { uid: `T9${String(i).padStart(3, '0')}` } }));
    const event = {
      class_uid: 2004,
      metadata: { version: '1.4.0' },
      finding_info: { uid: 'f', title: 'Many', attacks },
    };
    expect(JSON.stringify(alertsOf(sources.ocsf, event))).toContain('T9069');
  });
});
