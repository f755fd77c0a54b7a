import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, linkIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { severityWord } from '../_kit/severity.ts';
import type { Placed } from '../_kit/typed-places.ts';

// What a notification channel of type webhook posts:
// https://docs.sysdig.com/en/docs/administration/administration-settings/outbound-integrations/notifications-management/set-up-notification-channels/configure-a-webhook-channel/

export const isNotification = (fields: Fields): boolean =>
  isFields(fields['alert']) && ['state', 'event', 'entities', 'condition'].some((name) => name in fields);

const byNumber = (level: number): Severity | undefined => {
  if (!(level >= 0 && level <= 7)) return undefined;
  if (level < 4) return 'high';
  return level < 6 ? 'medium' : level < 7 ? 'low' : 'info';
};

function severityIn(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const [label, level] = [said.text('alert.severityLabel'), said.text('alert.severity')];
  const severity = severityWord(label) ?? (level === undefined ? undefined : byNumber(Number(level)));
  if (severity === undefined) return { severity: 'medium' };
  return defined({ severity, vendorSeverity: said.take('alert.severityLabel') ?? said.take('alert.severity') });
}

const isOver = (said: Dig): boolean =>
  said.text('resolved') === 'true' || /^(?:ok|resolved)$/i.test(said.text('state') ?? '');

const entitiesOf = (said: Dig): string[] =>
  said
    .list('entities')
    .flatMap((entity) => dig(entity).text('entity') ?? [])
    .sort();

/** `host.hostName = 'node-a'`: the entity that the monitor watches, when it is a machine, pod or the like. */
function placesOf(where: string | undefined): Placed {
  const [, name = '', value = ''] = /^([\w.]+)\s*=\s*'([^']+)'$/.exec(where ?? '') ?? [];
  const target = { kind: 'entity' };
  if (/^host\.hostname$/i.test(name)) return { target: { ...target, host: value } };
  const part = kubernetesParts.get(name.toLowerCase());
  return part === undefined ? { target } : { target, kubernetes: { [part]: value } };
}

const kubernetesParts = new Map([
  ['kubernetes.cluster.name', 'cluster'],
  ['kubernetes.namespace.name', 'namespace'],
  ['kubernetes.deployment.name', 'workload'],
  ['kubernetes.pod.name', 'pod'],
  ['kubernetes.node.name', 'node'],
]);

/** A notification of an alert that was raised or is over. */
export function toDetection(fields: Fields, received: Received): Detection {
  const said = dig(fields);
  const name = said.take('alert.name') ?? said.text('alert.subject') ?? 'unnamed';
  const occurredAt = toTime(said.value('timestamp'));
  const state = isOver(said) ? 'resolved' : 'open';
  const entities = entitiesOf(said);
  const event = said.take('event.id');
  const at = { occurredAt, receivedAt: received.receivedAt };
  const where = entities[0] ?? said.text('alert.scope');
  return detected(
    {
      identity: event === undefined ? [state, ...occurrence(fields, at)] : ['event', event, state],
      problem: [name, exactly(said.text('alert.id') ?? '', ...entities)],
      record: fields,
      class: 'operational',
      finding: defined({ vendorUid: event }),
      type: name,
      title: `${name}${where === undefined ? '' : ` (${where})`}`,
      description: said.take('alert.body') ?? said.text('alert.description', 'alert.subject', 'condition'),
      ...severityIn(said),
      state,
      occurredAt,
      ...placesOf(where),
      url: linkIn(said, 'event.url', 'alert.editUrl'),
      facts: factsBut(fields, said),
    },
    received,
  );
}
