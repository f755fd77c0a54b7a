import { defineSource } from '../_kit/define-source.ts';
import { readRecords } from '../_kit/records.ts';
import { fileChange, isFileChange } from './file-change.ts';
import { isResult, resultAlert } from './objects.ts';
import { isEmptyList, isRuntimeAlert, runtimeAlert } from './runtime.ts';
import { isScan, scanAlerts } from './scan.ts';

/** Kubescape: alerts of its node agent, results of its operator, and reports of its scans. */
export const kubescape = defineSource({
  vendor: 'Kubescape',
  product: 'Kubescape',
  docs: 'https://kubescape.io/docs/operator/',
  about: {
    name: 'Kubescape',
    setup: [
      'Runtime alerts: install the operator with `--set capabilities.runtimeDetection=enable --set capabilities.malwareDetection=enable`.',
      'In its values, under `nodeAgent.config.httpExporterConfig`, set `url: {url}`, `path: ""`, `method: POST`, and under `headers` the key `Authorization` with the value `Bearer <token>`.',
      'Scans: in a pipeline or job, run `kubescape scan --format json --output results.json`, then post it: `curl --fail-with-body --retry 5 -H "Authorization: Bearer $KUBESCAPE_HOOK_TOKEN" -H "Content-Type: application/json" --data-binary @results.json {url}`.',
      'Results of the operator: post what `kubectl get workloadconfigurationscansummaries,vulnerabilitymanifestsummaries -A -o json` prints in the same way.',
    ],
    auth: `{ bearer: "\${KUBESCAPE_HOOK_TOKEN}" }`,
    arrives:
      'Lists of runtime alerts (`RuntimeAlerts`) within seconds; a report of a scan, or the results of the operator, whenever a job posts them.',
    becomes:
      'A runtime alert is an alert with its rule as its type, and its workload, container and process; the priorities 1, 5, 8 and 10 ' +
      'are low, medium, high and critical. Of a scan each control is an alert with the resources that fail it: failed opens it, ' +
      'passed resolves it. A watched file that changed is medium. A result of the operator is an alert that counts what was found about one workload; none is its end.',
    notes: [
      'Above `maxAlertsPerMinute` the node agent leaves alerts out: an alert of kind gap says so.',
      'A control that passes is info. So that it resolves what a route notified of, give that route `where: severity in ["high", "critical"] or state = "resolved"` in place of `match.severity`.',
      'What Kubescape sends to Alertmanager comes by the type alertmanager.',
    ],
  },
  read: (payload, received) =>
    readRecords(payload, received, {
      name: 'Kubescape',
      lists: ['spec', 'alerts', 'events', 'items', 'results'],
      ignored: (fields) => (isEmptyList(fields) ? 'empty' : undefined),
      isRecord: (fields) => [isScan, isResult, isRuntimeAlert, isFileChange].some((is) => is(fields)),
      read: (fields, around) => {
        if (isScan(fields)) return scanAlerts(fields, received);
        if (isFileChange(fields)) return [fileChange(fields, around, received)];
        return [isResult(fields) ? resultAlert(fields, around, received) : runtimeAlert(fields, around, received)];
      },
    }),
});
