import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { type Fields, factsBut, isFields, textOf } from '../../domain/values/json-fields.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, timeIn, wordsOf } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';

/** What was switched off: `status` was enabled before and is not any more. */
function switchedOff(said: Dig): string[] {
  const before = said.value('changes.from.security_and_analysis');
  if (!isFields(before)) return [];
  return Object.entries(before).flatMap(([name, was]) => {
    const isOn = isFields(was) && textOf(was['status']) === 'enabled';
    const now = said.text(`repository.security_and_analysis.${name}.status`);
    return isOn && now !== undefined && now !== 'enabled' ? [name] : [];
  });
}

function gap(said: Dig, fields: Fields, received: Received, told: { type: string; title: string; about: string }) {
  const where = said.text('repository.full_name', 'organization.login', 'enterprise.slug') ?? 'an unnamed repository';
  const at = timeIn(said, 'hook.updated_at', 'repository.updated_at');
  return detected(
    {
      kind: 'gap',
      class: 'operational',
      identity: ['gap', told.type, where, told.title, at ?? received.receivedAt.slice(0, 10)],
      problem: ['gap', told.type, exactly(where, told.title)],
      record: fields,
      type: told.type,
      title: `GitHub: ${told.title} of ${where}`,
      description: `${told.about} Alerts are missing since ${at ?? received.receivedAt}.`,
      severity: 'medium',
      actor: { ...(said.text('sender.login') === undefined ? {} : { user: said.take('sender.login') ?? '' }) },
      target: { kind: 'repository' },
      code: { repository: said.take('repository.full_name') ?? where },
      facts: factsBut(fields, said),
    },
    received,
  );
}

/**
 * A change after which GitHub finds or sends no more alerts: `security_and_analysis` that switches something off, and
 * `meta`, which is the webhook's own end.
 */
export function gapIn(said: Dig, fields: Fields, received: Received): Detection | undefined {
  const off = switchedOff(said).map(wordsOf).sort();
  if (off.length > 0)
    return gap(said, fields, received, {
      type: 'security_and_analysis',
      title: `${off.join(', ')} switched off: no more alerts`,
      about: `Nothing is found by ${off.join(', ')} there any more. Switch it on again if that was not meant.`,
    });
  if (said.text('action') !== 'deleted' || said.value('hook') === undefined || said.value('hook_id') === undefined)
    return undefined;
  return gap(said, fields, received, {
    type: 'meta',
    title: 'Webhook deleted: no more alerts',
    about: 'Somebody deleted the webhook that brought these alerts. Create it again if that was not meant.',
  });
}
