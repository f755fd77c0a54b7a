import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { httpUrl } from '../../domain/values/text.ts';
import { toTime } from '../../domain/values/time.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { severityWord } from '../_kit/severity.ts';

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
  return severity === undefined ? { severity: 'medium' } : { severity, vendorSeverity: label ?? level };
}

const isOver = (said: Dig): boolean =>
  said.text('resolved') === 'true' || /^(?:ok|resolved)$/i.test(said.text('state') ?? '');

const entitiesOf = (said: Dig): string[] =>
  said
    .list('entities')
    .flatMap((entity) => dig(entity).text('entity') ?? [])
    .sort();

const linkOf = (said: Dig): string | undefined =>
  [said.text('event.url'), said.text('alert.editUrl')].map(httpUrl).find((url) => url !== undefined);

/** A notification of an alert that was raised or is over. */
export function toDetection(fields: Fields, received: Received): Detection {
  const said = dig(fields);
  const name = said.text('alert.name', 'alert.subject') ?? 'unnamed';
  const occurredAt = toTime(said.value('timestamp'));
  const state = isOver(said) ? 'resolved' : 'open';
  const entities = entitiesOf(said);
  const event = said.text('event.id');
  const at = { occurredAt, receivedAt: received.receivedAt };
  const where = entities[0] ?? said.text('alert.scope');
  return detected(
    {
      identity: event === undefined ? [state, ...occurrence(fields, at)] : ['event', event, state],
      problem: [name, exactly(said.text('alert.id') ?? '', ...entities)],
      record: fields,
      type: name,
      title: `${name}${where === undefined ? '' : ` (${where})`}`,
      description: said.take('alert.body') ?? said.text('alert.description', 'alert.subject', 'condition'),
      ...severityIn(said),
      state,
      occurredAt,
      target: { kind: 'entity', ...(where === undefined ? {} : { resource: where }) },
      facts: factsBut(fields, said),
      url: linkOf(said),
    },
    received,
  );
}
