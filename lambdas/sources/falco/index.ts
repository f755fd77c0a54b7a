import { defineSource } from '../_kit/define-source.ts';
import { readFalco } from '../_kit/formats/falco/falco.ts';

/** Falco itself, by `http_output`, or a log shipper that posts what it prints. */
export const falco = defineSource({
  vendor: 'Falco',
  product: 'Falco',
  docs: 'https://falco.org/docs/concepts/outputs/channels/#http-https-output-send-alerts-to-an-http-s-end-point',
  about: {
    name: 'Falco, by http_output',
    setup: [
      'In `falco.yaml`, set `json_output: true` and `json_include_output_property: true`.',
      'Set `http_output: { enabled: true, url: "{url}/<token>" }`: Falco can send no header, so the token ends the URL.',
      'With Helm: `--set falco.json_output=true --set falco.http_output.enabled=true --set falco.http_output.url={url}/<token>`.',
      'Set `syscall_event_drops: { actions: [log, alert] }`, so that Falco reports when it drops events; restart Falco.',
    ],
    auth: `{ token: "\${FALCO_HOOK_TOKEN}" }`,
    arrives: 'One event a request, as it happens.',
    becomes:
      'An alert with the rule as its type and the pod, process and file. Emergency, Alert and Critical are critical, Error ' +
      'high, Warning medium, Notice low, the rest info. The same rule, process and file on the same workload is one problem.',
    notes: [
      'Falco does not try again: what it cannot deliver is lost. Falcosidekick beside it can send headers.',
      'Dropped system calls and other faults of Falco become alerts of kind gap; metrics snapshots are ignored unless they count drops.',
    ],
  },
  fields: ['time', 'rule', 'priority', 'output', 'source', 'hostname', 'tags[]', 'message', 'uuid', 'output_fields.*'],
  read: readFalco,
});
