import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { asTest, defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { countIn } from '../_kit/typed-values.ts';
import { actionOf, decisionsOf, metaIn, placesOf } from './places.ts';

/** The source as the alert names it: an address, a range, a country, a user. */
const whoIn = (said: Dig): string | undefined => said.text('source.value', 'source.ip');

/** `crowdsecurity/ssh-bf from 192.0.2.7, ban`: the scenario, the source, and what was decided. */
function titleOf(said: Dig, type: string): string {
  const who = whoIn(said);
  return joined([joined([type, who === undefined ? undefined : `from ${who}`]), decisionsOf(said).join(', ')], ', ');
}

const labelsOf = (said: Dig) => ({
  decision: decisionsOf(said).join(', ') || undefined,
  service: metaIn(said, 'service'),
  network: said.take('source.as_name'),
});

function toDetection(record: Fields, received: Received): Detection {
  const said = dig(record);
  const type = said.take('scenario') ?? 'unknown scenario';
  const [firstSeenAt, lastSeenAt] = [timeIn(said, 'start_at'), timeIn(said, 'stop_at')];
  const occurredAt = lastSeenAt ?? firstSeenAt ?? timeIn(said, 'created_at');
  const [vendorUid, action] = [said.take('uuid'), actionOf(said)];
  const problem = ['crowdsec', exactly(type, whoIn(said) ?? '', said.text('machine_id') ?? '')];
  const title = titleOf(said, type);
  return detected(
    {
      identity: identified({ id: vendorUid, update: [], record, occurredAt }, received),
      problem,
      record,
      class: 'threat',
      type,
      rule: defined({ version: said.take('scenario_version'), category: said.take('kind') }),
      title,
      description: said.take('message'),
      severity: action === 'blocked' ? 'low' : 'medium',
      action,
      occurredAt,
      finding: defined({ vendorUid, firstSeenAt, lastSeenAt, count: countIn(said, 'events_count') }),
      ...placesOf(said),
      labels: labelsOf(said),
      facts: factsBut(record, said),
    },
    received,
  );
}

const isAlert = (item: unknown): item is Fields => {
  const said = dig(item);
  return (
    isFields(item) && said.text('scenario') !== undefined && isFields(said.value('source') ?? said.list('decisions')[0])
  );
};

/** What `cscli notifications test` sends, and the scenario that its help names for trying a profile. */
const isTest = (said: Dig): boolean => /^(?:test alert|notification\/test)$/i.test(said.text('scenario') ?? '');

function readOne(item: unknown, received: Received): Reading {
  if (!isAlert(item)) return noAlert(item, 'no CrowdSec alert in it');
  const reading: Reading = { kind: 'alerts', detections: [toDetection(item, received)] };
  return isTest(dig(item)) ? asTest(reading) : reading;
}

/** CrowdSec: what its scenarios found and what was decided, by the HTTP notification plugin. */
export const crowdsec = defineSource({
  vendor: 'CrowdSec',
  product: 'Security Engine',
  docs: 'https://docs.crowdsec.net/docs/local_api/notification_plugins/http',
  about: {
    name: 'CrowdSec',
    setup: [
      'In `/etc/crowdsec/notifications/http.yaml`: `url: {url}`, `method: POST`, `format: "{{.|toJson}}"`, and under `headers:` `Authorization: Bearer <token>` and `Content-Type: application/json`.',
      'In `/etc/crowdsec/profiles.yaml`, under each profile whose alerts you want: `notifications: [http_default]`. Restart CrowdSec.',
      'Run `cscli notifications test http_default` and see the test under the source in Tocsin.',
    ],
    auth: `{ bearer: "\${CROWDSEC_HOOK_TOKEN}" }`,
    arrives: 'A list of alerts that a profile lets through, as they happen or after `group_wait`.',
    becomes:
      'An alert each, with the scenario as its type and the source as its actor. CrowdSec gives no severity: low where the source was ' +
      'banned or has to solve a captcha, else medium. The same scenario of the same source on the same machine is one problem. ' +
      'Nothing was done where there is no decision, or one in simulation mode.',
    notes: ['CrowdSec sends nothing when a decision ends or is deleted: close its alerts by age.'],
  },
  consoles: ['app.crowdsec.net'],
  read: (payload, received) => readItems(payload, (item) => readOne(item, received), received.pause),
});
