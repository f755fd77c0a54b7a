import { type Fields, factsOf, isFields } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { dig } from '../_kit/field-reader.ts';
import { readItems } from '../_kit/items.ts';
import { isProbe } from '../_kit/test-payload.ts';
import { type Report, toDetection } from './report.ts';

/** A custom resource of trivy-operator, or a report without its kind. */
const isReport = (fields: Fields): boolean => {
  const said = dig(fields);
  const isNamed = /Report$/.test(said.text('kind') ?? '') || /aquasecurity/.test(said.text('apiVersion') ?? '');
  return isNamed || (isFields(fields['report']) && isFields(fields['metadata']));
};

const isDeletion = (fields: Fields): boolean => /^delete$/i.test(dig(fields).text('verb') ?? '');

/** With deleted reports enabled the report comes with a verb around it. */
function reportIn(fields: Fields): Report | undefined {
  const inner = dig(fields).value('operatorObject');
  if (isFields(inner) && (isReport(inner) || isDeletion(fields))) {
    const around = Object.entries(fields).filter(([, value]) => value !== inner);
    return { object: inner, around: Object.fromEntries(around) };
  }
  return isReport(fields) ? { object: fields, around: {} } : undefined;
}

function readReport(report: Report, received: Received): Reading {
  const said = dig(report.object);
  if (/Sbom/i.test(said.text('kind') ?? '')) return { kind: 'ignored', reason: 'inventory' };
  // Older versions send an empty object for a report that is gone: nothing tells which one it was.
  if (isDeletion(report.around) && said.text('metadata.name', 'metadata.uid') === undefined)
    return { kind: 'ignored', reason: 'deletion' };
  return { kind: 'alerts', detections: [toDetection(report, received)] };
}

function readItem(item: unknown, received: Received): Reading {
  if (Object.keys(factsOf({ item })).length === 0) return { kind: 'empty' };
  const report = isFields(item) ? reportIn(item) : undefined;
  if (report !== undefined) return readReport(report, received);
  return isProbe(item)
    ? { kind: 'ignored', reason: 'test' }
    : { kind: 'unreadable', reason: 'no report of trivy-operator in it' };
}

/** Trivy Operator: its reports, by the webhook integration. */
export const trivyOperator = defineSource({
  vendor: 'Aqua Security',
  product: 'Trivy Operator',
  docs: 'https://aquasecurity.github.io/trivy-operator/latest/tutorials/integrations/webhook/',
  about: {
    name: 'Trivy Operator',
    setup: [
      'With Helm: `--set operator.webhookBroadcastURL={url}`, which is OPERATOR_WEBHOOK_BROADCAST_URL.',
      'Add the header: `--set-string operator.webhookBroadcastCustomHeaders="Authorization: Bearer <token>"`.',
      'Set `--set operator.webhookSendDeletedReports=true`, so that what is gone resolves its alert.',
      'Choose which reports arrive by switching scanners off: `--set operator.sbomGenerationEnabled=false`.',
    ],
    auth: `{ bearer: "\${TRIVY_HOOK_TOKEN}" }`,
    arrives:
      'A report a request, perhaps of several megabytes, at each scan: by default once a day for every workload.',
    becomes:
      'One alert a report that sums it up, with the severity of its worst finding; route by `severity: ">=high"` for a ' +
      'threshold. The same kind of report on the same workload and container is one problem. A report without findings ' +
      'and a deleted one resolve it. Bills of materials are ignored.',
    notes: [
      'Trivy Operator ignores the answer and does not try again; the next scan sends the report again.',
      'Findings beyond what an alert holds are left out of it, the least severe first; the webhook itself is kept.',
    ],
  },
  consoles: ['avd.aquasec.com'],
  fields: [
    'verb:string',
    'operatorObject.apiVersion:string',
    'operatorObject.kind:string',
    'operatorObject.metadata',
    'operatorObject.report',
    'operatorObject.spec',
    'operatorObject.status',
    'apiVersion:string',
    'kind:string',
    'metadata',
    'report.updateTimestamp:string',
    'report.scanner',
    'report.registry',
    'report.artifact',
    'report.os',
    'report.summary',
    'report.vulnerabilities[]',
    'report.checks[]',
    'report.secrets[]',
    'report.components',
    'report.cron',
    'report.reportType',
    'report.compliance',
    'spec',
    'status',
  ],
  read: (payload, received) => readItems(payload, (item) => readItem(item, received), received.pause),
});
