import { defineSource } from '../_kit/define-source.ts';
import { readAnything } from '../_kit/formats/reading.ts';
import { pasted } from '../_kit/markdown-snippet.ts';

const EXAMPLE = `
map:
  each: alerts                # what becomes an alert; without it the whole payload, or each item of its list
  ignoreWhen: kind = "ping"   # true: nobody is notified
  id: id
  type: rule.id
  title: rule.name & " on " & host
  severity: priority
  occurredAt: created
  resolvedWhen: status = "closed"
  actor: { ip: src, user: login, process: { name: proc, pid: pid } }
  target: { host: host }
  kubernetes: { namespace: ns, pod: pod }
  labels: { team: $payload.owner }
`;

/** Any JSON, by the expressions that stand under `map` in tocsin.yaml; without them as the type generic reads it. */
export const custom = defineSource({
  vendor: 'Unknown',
  product: 'Webhook',
  docs: 'https://docs.jsonata.org/overview',
  about: {
    name: 'Any JSON, by a mapping of your own',
    setup: [
      'In the sender, add a webhook with the URL {url}, the method POST, and the header `Authorization: Bearer <token>`.',
      'Save a payload of it and run `npx --no tocsin map payload.json`: it prints a mapping that holds for this payload, with what ends a problem and which fields distinguish two problems. `docs/mapping.md` shows an example from the payload to the end.',
      pasted('Paste it into `tocsin.yaml` and change it; one JSONata expression for each field:', EXAMPLE, 'yaml'),
      'Run `npx --no tocsin map payload.json --source <id>` until the alert is right; it lists the fields that no expression used, and says whether an end closes what it belongs to.',
    ],
    auth: `{ bearer: "\${CUSTOM_HOOK_TOKEN}" }`,
    arrives: 'JSON of any shape.',
    becomes:
      'What `each` chooses becomes an alert each, and every other expression is run over one of them. They know `$payload` (all of it), `$headers`, `$receivedAt` ' +
      'and `$envelope` too. A field without an expression, or whose expression gives nothing, is read as the type `generic` reads it, and what no expression used ' +
      'are facts. Every typed place of the alert can be stated: `class`, `rule`, `finding`, `actor`, `target`, `connection`, `file`, `container`, `kubernetes`, `cloud`, `code`, ' +
      '`sensor`, `vulnerabilities` (a list of objects, or of ids), `riskScore` and `confidence`. `id` names the report: what comes again with the same one is delivered once. `problem` names what is wrong: without it that is the type (or title) and where it is, or who did it when nothing says where. Put severities of your own under ' +
      '`severity:` of the source: `{ P1: critical, ">=7": high }`.',
    notes: [
      'An expression that fails or takes more than 250 ms of the processor, or all of a webhook more than 10 s, loses no alert: its field is read as by `generic`, the fact `mapping.<field>` says why, and the label `mapping` is `failed`, which a route can match.',
      'When `each` chooses nothing, the sender has changed its format: the payload is read as by `generic`. `ignoreWhen` is for what nobody needs to see.',
      'An expression makes no text longer than 1,000,000 characters and no list longer than 100,000 items; a match of a regular expression ends with its time. `$eval`, `$now`, `$millis`, `$random` and `$shuffle` are refused: they run what a sender wrote, or give another alert each time.',
    ],
  },
  read: (payload, received) => readAnything(payload, received),
});
