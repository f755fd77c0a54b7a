import { type Fields, factsOf, isFields } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { dig } from '../_kit/field-reader.ts';
import { readItems } from '../_kit/items.ts';
import { isProbe } from '../_kit/test-payload.ts';
import { toDetection } from './alert.ts';
import { fromSlack, shownFromSlack } from './slack.ts';

const hasRule = (fields: Fields): boolean =>
  isFields(fields['rule']) && dig(fields['rule']).text('level', 'id', 'description') !== undefined;

/** What a script or the indexer puts an alert into: Shuffle’s `all_fields`, OpenSearch’s `_source`. */
const wrappers = ['all_fields', '_source', 'alert', 'parameters', 'data'] as const;

interface Found {
  readonly alert: Fields;
  readonly around: Readonly<Record<string, string>>;
}

function alertIn(fields: Fields, depth = 0): Found | undefined {
  if (hasRule(fields)) return { alert: fields, around: {} };
  const posted = fromSlack(fields);
  if (posted !== undefined) return { alert: posted, around: factsOf(fields, shownFromSlack(fields)) };
  if (depth > 4) return undefined;
  for (const name of wrappers) {
    const inner = fields[name];
    const found = isFields(inner) ? alertIn(inner, depth + 1) : undefined;
    if (found === undefined) continue;
    const { [name]: _, ...rest } = fields;
    return { alert: found.alert, around: { ...factsOf(rest), ...found.around } };
  }
  return undefined;
}

function readItem(item: unknown, received: Received): Reading {
  if (Object.keys(factsOf({ item })).length === 0) return { kind: 'empty' };
  const found = isFields(item) ? alertIn(item) : undefined;
  if (found !== undefined) return { kind: 'alerts', detections: [toDetection(found.alert, found.around, received)] };
  return isProbe(item) ? { kind: 'ignored', reason: 'test' } : { kind: 'unreadable', reason: 'no Wazuh alert in it' };
}

/** Wazuh: alerts of the manager, posted by an integration script. */
export const wazuh = defineSource({
  vendor: 'Wazuh',
  product: 'Wazuh',
  docs: 'https://documentation.wazuh.com/current/user-manual/manager/integration-with-external-apis.html',
  about: {
    name: 'Wazuh, by the Integrator',
    setup: [
      'On the Wazuh server, write the script `/var/ossec/integrations/custom-tocsin`. Its two lines: `#!/bin/sh` and ' +
        '`exec curl -sS --retry 5 --retry-all-errors -H "Authorization: Bearer $2" -H "Content-Type: application/json" --data-binary @"$1" "$3"`.',
      'Run `chmod 750 /var/ossec/integrations/custom-tocsin` and `chown root:wazuh /var/ossec/integrations/custom-tocsin`.',
      'In `/var/ossec/etc/ossec.conf`, add `<integration><name>custom-tocsin</name><hook_url>{url}</hook_url><api_key>the token</api_key><level>7</level><alert_format>json</alert_format></integration>`.',
      'To get alerts about lost agents and full queues, add a second one with `<rule_id>203,204,205,503,504,505,506</rule_id>` instead of the level.',
      'Restart the manager: `systemctl restart wazuh-manager`.',
    ],
    auth: `{ bearer: "\${WAZUH_HOOK_TOKEN}" }`,
    arrives:
      'One alert a request, of the level given in `ossec.conf` or above. What the bundled scripts for Shuffle and Slack send is read too.',
    becomes:
      'An alert with the rule as its type and the agent as its target. Level 15 and 16 are critical, 12 to 14 high, 7 to 11 ' +
      'medium, 4 to 6 low, the rest info. The same rule on the same agent by the same user, address and file is one ' +
      'problem. A vulnerability that is solved and a check that passes again resolve theirs.',
    notes: [
      'The Integrator does not try again by itself; the script above does, five times.',
      'An agent that is gone or whose queue overflows becomes an alert of kind gap, and its return resolves it.',
    ],
  },
  consoles: ['*.cloud.wazuh.com'],
  fields: [
    'timestamp:string',
    'rule.level:number|string',
    'rule.description:string',
    'rule.id:string|number',
    'rule.mitre.id',
    'rule.mitre.tactic',
    'rule.mitre.technique',
    'rule.groups',
    'rule.firedtimes:number',
    'rule.frequency:number',
    'rule.mail:boolean',
    'rule.info',
    'rule.cis',
    'rule.cve',
    'rule.pci_dss',
    'rule.gdpr',
    'rule.gpg13',
    'rule.hipaa',
    'rule.nist_800_53',
    'rule.tsc',
    'agent.id:string',
    'agent.name:string',
    'agent.ip:string',
    'agent.labels',
    'manager.name:string',
    'id:string',
    'cluster.name:string',
    'cluster.node:string',
    'full_log:string',
    'previous_output:string',
    'previous_log:string',
    'predecoder',
    'decoder',
    'data',
    'location:string',
    'syscheck',
    'GeoLocation',
    'input',
    'title:string',
    'text:string',
    'pretext:string',
    'severity:number',
    'rule_id:string|number',
    'all_fields',
    '_index',
    '_id',
    '_source',
    '_score',
    '_type',
    'fields',
    '@timestamp',
  ],
  read: (payload, received) => readItems(payload, (item) => readItem(item, received), received.pause),
});
