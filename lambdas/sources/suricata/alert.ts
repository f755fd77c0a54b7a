import type { AlertAction, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { type Fields, factsBut, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { attacks } from '../_kit/attack.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { occurrence } from '../_kit/identity.ts';
import { takeTags } from '../_kit/taken-tags.ts';
import { type Placed, placed } from '../_kit/typed-places.ts';
import { payloadsOf } from './payload.ts';
import { placesOf } from './places.ts';

// https://docs.suricata.io/en/latest/output/eve/eve-json-format.html#event-type-alert

/** The priority of a rule, 1 to 255, where 1 is the worst: https://docs.suricata.io/en/latest/rules/meta.html#priority. */
function severityOfPriority(text: string | undefined): Severity | undefined {
  const priority = /^\d{1,3}$/.test(text ?? '') ? Number(text) : 0;
  if (priority < 1 || priority > 255) return undefined;
  return priority > 3 ? 'info' : (['high', 'medium', 'low'] as const)[priority - 1];
}

/** The words of `signature_severity` in the metadata of a rule, for an event that has no priority. */
const words: Readonly<Record<string, Severity>> = wordTable({
  critical: 'critical',
  major: 'high',
  minor: 'low',
  informational: 'info',
});

function severityIn(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const severity = severityOfPriority(said.text('alert.severity'));
  if (severity !== undefined) return { severity, vendorSeverity: said.take('alert.severity') };
  const word = said.text('alert.metadata.signature_severity');
  const meant = words[word?.toLowerCase() ?? ''];
  return meant === undefined ? { severity: 'medium' } : { severity: meant, vendorSeverity: word };
}

/** The rule says whether its packet was let through; the verdict (Suricata 7) what was done with it in the end. */
function actionOf(said: Dig): AlertAction {
  const done = said.text('verdict.action', 'alert.action')?.toLowerCase() ?? '';
  if (/^(?:blocked|drop(?:ped)?|reject(?:ed)?)$/.test(done) || said.value('drop') !== undefined) return 'blocked';
  return /^(?:allowed|pass|alert|accept)$/.test(done) ? 'allowed' : 'unknown';
}

/** A rule by its id; those of others than the rule language have a generator of their own. */
function ruleId(said: Dig): string | undefined {
  const [gid, sid] = [said.text('alert.gid') ?? '1', said.text('alert.signature_id')];
  if (sid === undefined || gid !== '1') return sid === undefined ? undefined : `${gid}:${sid}`;
  return said.take('alert.signature_id');
}

const mitre = ['mitre_technique_id', 'mitre_technique_name', 'mitre_tactic_id', 'mitre_tactic_name'].map(
  (name) => `alert.metadata.${name}`,
);

function attackOf(said: Dig): Detection['attack'] {
  const found = attacks(mitre.flatMap((path) => textsOf(said.value(path))));
  takeTags(said, found, ...mitre);
  return found;
}

const isLabel = (name: string): boolean => !/^(?:mitre_|cve$|created_at$|updated_at$)/.test(name);

/** The metadata of a rule are its tags. */
function tagsOf(said: Dig): Record<string, string | undefined> {
  const metadata = said.value('alert.metadata');
  const names = isFields(metadata) ? Object.keys(metadata).filter(isLabel) : [];
  return Object.fromEntries(names.map((name) => [name, said.take(`alert.metadata.${name}`)]));
}

/** An event is told by its time, flow and rule: IPS mode reports the same packet as `alert` and as `drop`. */
function identityOf(said: Dig, event: Fields, occurredAt: string | undefined, received: Received): string[] {
  const parts = ['timestamp', 'flow_id', 'alert.gid', 'alert.signature_id', 'tx_id', 'src_ip', 'src_port', 'dest_ip'];
  const named = [...parts, 'dest_port', 'host', 'pcap_cnt'].map((path) => said.text(path) ?? '');
  const isNamed = occurredAt !== undefined && said.text('flow_id') !== undefined && said.text('alert.signature_id');
  return isNamed ? ['eve', ...named] : occurrence(event, { occurredAt, receivedAt: received.receivedAt });
}

/** From whom to whom; of what goes out the machine of one's own, and where to. */
function titleOf(signature: string, { actor, target, connection }: Placed, action: AlertAction): string {
  const { ip, domain } = connection?.remote ?? {};
  if (connection?.direction === 'outbound') return headline(signature, { what: domain ?? ip, on: actor?.ip, action });
  return headline(signature, { on: target.domain ?? target.ip, from: actor?.ip, action });
}

/** An event with the rule that matched, and what stood around it. */
export function toDetection(event: Fields, around: Readonly<Record<string, string>>, received: Received): Detection {
  const said = dig(event);
  const occurredAt = timeIn(said, 'timestamp');
  const identity = identityOf(said, event, occurredAt, received);
  const [severity, attack, action] = [severityIn(said), attackOf(said), actionOf(said)];
  const places = placesOf(said);
  const signature = said.take('alert.signature');
  const type = ruleId(said) ?? signature ?? 'Suricata alert';
  const { ip } = places.actor ?? {};
  return detected(
    {
      identity,
      problem: ['suricata', type, ip ?? '', places.target.ip ?? places.connection?.remote?.ip ?? '', action],
      record: event,
      type,
      title: titleOf(signature ?? `Rule ${type}`, places, action),
      ...severity,
      action,
      occurredAt,
      class: 'threat',
      rule: placed({
        name: signature === type ? undefined : signature,
        version: said.take('alert.rev'),
        category: said.take('alert.category'),
      }),
      ...places,
      attack,
      evidence: payloadsOf(said, occurredAt),
      labels: {
        ...tagsOf(said),
        event: said.text('event_type'),
        protocol: said.take('app_proto'),
        interface: said.take('in_iface'),
      },
      facts: mergeFacts(factsBut(event, said), around),
    },
    received,
  );
}
