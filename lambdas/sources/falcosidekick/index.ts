import { defineSource } from '../_kit/define-source.ts';
import { readFalco } from '../_kit/formats/falco/falco.ts';

/** Falcosidekick's webhook output: Falco's event with a uuid and the operator's own fields. */
export const falcosidekick = defineSource({
  vendor: 'Falco',
  product: 'Falcosidekick',
  docs: 'https://github.com/falcosecurity/falcosidekick/blob/master/docs/outputs/webhook.md',
  about: {
    name: 'Falcosidekick, by its webhook output',
    setup: [
      'In Falcosidekick’s `config.yaml`, set `webhook: { address: "{url}", customHeaders: { Authorization: "Bearer <token>" } }`.',
      'With Helm: `--set config.webhook.address={url} --set config.webhook.customHeaders="Authorization: Bearer <token>"`.',
      'Leave `webhook.minimumpriority` empty, or set the least priority that should arrive.',
      'Try it: `curl -X POST http://<falcosidekick>:2801/test`.',
    ],
    auth: `{ bearer: "\${FALCOSIDEKICK_HOOK_TOKEN}" }`,
    arrives: 'One event a request, as it happens; custom and templated fields come among the output fields.',
    becomes:
      'An alert as from Falco itself, and custom fields as labels for routes (`labels.env`). The same rule, process and ' +
      'file on the same workload is one problem. The test event is recognised.',
    notes: [
      'Falcosidekick logs a failure and does not try again. Metrics and its own counters say how many failed.',
      'Its uuid is new each time that Falco sends an event, so it does not distinguish occurrences.',
    ],
  },
  fields: ['uuid', 'time', 'rule', 'priority', 'output', 'source', 'hostname', 'tags[]', 'message', 'output_fields.*'],
  read: readFalco,
});
