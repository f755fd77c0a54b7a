import type { Subject } from '../../destinations/_kit/callback.ts';
import type { Alert } from '../../domain/alert.ts';
import { partsOfDeliveryId } from '../../domain/delivery.ts';
import { receiptKey } from '../receipt-key.ts';
import { openToken } from '../signed-links/token.ts';
import type { AnswerPorts } from './ports.ts';

/** The alert that an answer is about, and the destination whose message or ticket it was given in. */
export type FoundSubject =
  | { readonly kind: 'found'; readonly alert: Alert; readonly origin?: string }
  | { readonly kind: 'forged' | 'expired' | 'absent' };

async function byDelivery(deliveryId: string, { alerts }: AnswerPorts): Promise<FoundSubject> {
  const parts = partsOfDeliveryId(deliveryId);
  const stored = parts === undefined ? undefined : await alerts.load(parts.alertId);
  if (parts === undefined || stored === undefined) return { kind: 'absent' };
  return { kind: 'found', alert: stored.alert, origin: parts.destination };
}

/** A token counts only for the destinations whose vendor sent it, so that one channel cannot answer for another. */
async function byToken(token: string, ids: readonly string[] | 'any', ports: AnswerPorts): Promise<FoundSubject> {
  const key = await ports.answersKey();
  const opened = key === undefined ? { kind: 'forged' as const } : openToken(key, token, ports.now());
  if (opened.kind !== 'valid') return { kind: opened.kind };
  const destination = partsOfDeliveryId(opened.deliveryId)?.destination ?? '';
  return ids === 'any' || ids.includes(destination) ? byDelivery(opened.deliveryId, ports) : { kind: 'forged' };
}

async function byReceipt(receipt: string, ids: readonly string[], ports: AnswerPorts): Promise<FoundSubject> {
  for (const id of ids) {
    const deliveryId = await ports.notes.read(receiptKey(id, receipt), ports.now());
    if (deliveryId !== undefined) return byDelivery(deliveryId, ports);
  }
  return { kind: 'absent' };
}

async function byAlert(alertId: string, { alerts }: AnswerPorts): Promise<FoundSubject> {
  const stored = await alerts.load(alertId);
  return stored === undefined ? { kind: 'absent' } : { kind: 'found', alert: stored.alert };
}

/** Finds what an answer is about. `ids` are the destinations that the request belongs to; `any` for a link. */
export function findSubject(
  subject: Subject,
  ids: readonly string[] | 'any',
  ports: AnswerPorts,
): Promise<FoundSubject> {
  if (subject.kind === 'token') return byToken(subject.token, ids, ports);
  if (subject.kind === 'alert') return byAlert(subject.alertId, ports);
  return byReceipt(subject.receipt, ids === 'any' ? [] : ids, ports);
}
