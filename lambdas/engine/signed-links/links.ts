import type { AnswersFor } from '../../destinations/_kit/with-answers.ts';
import type { Alert } from '../../domain/alert.ts';
import { partsOfDeliveryId } from '../../domain/delivery.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { answersKey } from './key.ts';
import { signToken } from './token.ts';

const LINK_SECONDS = 7 * 86_400;

/** Alerts of Tocsin's own and what is over need no answer. */
const isAnswerable = ({ kind, state }: Alert): boolean => kind !== 'system' && state === 'open';

/**
 * Buttons and links of messages: a signed text that names the delivery and ends 7 days after the message was made, and
 * under `publicUrl` the address of a form. Nothing where the installation has no key.
 */
export function answersFor(
  secrets: Readonly<Record<string, string | undefined>>,
  publicUrl: string | undefined,
): AnswersFor {
  return (alert, { deliveryId, at }) => {
    if (!isAnswerable(alert) || partsOfDeliveryId(deliveryId) === undefined) return undefined;
    const key = answersKey(secrets);
    if (key === undefined) return undefined;
    const token = signToken(key, { deliveryId, endsAt: Math.floor(Date.parse(at) / 1000) + LINK_SECONDS });
    const url = publicUrl === undefined ? undefined : `${withoutSlash(publicUrl)}/v1/actions/${token}`;
    return defined({ token, url });
  };
}
