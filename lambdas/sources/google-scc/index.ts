import { type Fields, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { jsonIn } from '../_kit/body/payload.ts';
import { defineSource, type Received } from '../_kit/define-source.ts';
import { decoded } from '../_kit/encoded-envelope.ts';
import { type Around, bare } from '../_kit/envelope.ts';
import { dig } from '../_kit/field-reader.ts';
import { readItems } from '../_kit/items.ts';
import { readRecords, type Sender } from '../_kit/records.ts';
import { toDetection } from './finding.ts';

/** A finding by itself: its name is a path that leads through its source, or it says what of which resource. */
function isFinding(fields: unknown): fields is Fields {
  if (!isFields(fields)) return false;
  const said = dig(fields);
  if (said.text('category') === undefined) return false;
  return /(?:^|\/)sources\/[^/]+\//.test(said.text('name') ?? '') || said.text('resourceName') !== undefined;
}

const isRecord = (fields: Fields): boolean => isFinding(fields['finding']) || isFinding(fields);

function senderIn(around: Around, received: Received): Sender {
  return {
    name: 'Security Command Center',
    lists: ['listfindingsresults', 'findings', 'jsonpayload', 'data'],
    isRecord,
    read: (fields, beside) => {
      const notification = isFinding(fields['finding']) ? fields : { finding: fields };
      const outside = { ...around, facts: mergeFacts(around.facts, factsOf(beside)) };
      return [toDetection(notification, outside, received, fields)];
    },
  };
}

/** Google Security Command Center: findings, by a push subscription of Pub/Sub or from whoever forwards them. */
export const googleScc = defineSource({
  vendor: 'Google Cloud',
  product: 'Security Command Center',
  docs: 'https://docs.cloud.google.com/security-command-center/docs/how-to-notifications',
  about: {
    name: 'Google Security Command Center, by Pub/Sub',
    setup: [
      'In the Google Cloud console, open Pub/Sub, Topics, "Create topic", such as `scc-findings`; leave "Add a default subscription" off.',
      'Open the topic, "Create subscription": delivery type Push, endpoint URL {url}/<token> (Pub/Sub cannot send a header of your own, so the token is the last part of the path). Leave "Enable payload unwrapping" off; with it on the findings are read as well.',
      'Under "Retry policy" choose "Retry after exponential backoff delay"; under "Expiration period" choose "Never expire"; create it.',
      'Open Security Command Center, Settings, "Continuous exports", "Create Pub/Sub export": choose the topic, and the filter `severity="HIGH" OR severity="CRITICAL"` or your own. Do not filter by `state`: with `state="ACTIVE"` no end of a finding would arrive.',
    ],
    auth: `{ token: "\${SCC_HOOK_TOKEN}" }`,
    arrives:
      'A finding a request, when it is created, changed, muted or becomes inactive; also a list of findings as the API and `gcloud scc findings list` give it.',
    becomes:
      'An alert a finding, with its category as its type and the resource in `cloud.resource`. Severity is Google’s; a finding without one is ' +
      'medium. The finding’s name is the problem. INACTIVE resolves it; MUTED is an update that leaves it open and suppressed. Misconfigurations and ' +
      'posture violations have the class compliance, vulnerabilities and toxic combinations vulnerability, sensitive data exposure. An error of ' +
      'Security Command Center itself (class SCC_ERROR) becomes an alert of kind gap: something is not watched.',
    notes: [
      'Security Command Center sends a finding again whenever it changes; a change of state, severity, mute or event time is a new report.',
      'Pub/Sub repeats what was not answered with success until the message’s retention is over (7 days by default); a repeat is no new alert.',
    ],
  },
  consoles: ['console.cloud.google.com'],
  read: (payload, received) =>
    readItems(
      payload,
      (item) => {
        const { value, around } = decoded({ value: jsonIn(item) ?? item, around: bare });
        return readRecords(value, received, senderIn(around, received));
      },
      received.pause,
    ),
});
