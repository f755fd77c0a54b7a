import type { Alert, Evidence } from '../../../domain/alert.ts';
import type { Connected } from '../connected.ts';
import type { Attempt } from '../define-destination.ts';

/**
 * What a destination gets of the evidence: nothing, what is left when credentials are removed (when nothing is said), or
 * all of it as it came, for a destination that may hold secrets.
 */
export const evidencePolicies = ['none', 'scrubbed', 'full'] as const;
export type EvidencePolicy = (typeof evidencePolicies)[number];

export const isEvidencePolicy = (value: unknown): value is EvidencePolicy =>
  evidencePolicies.some((policy) => policy === value);

/** The evidence as it came, which travels with the delivery only where it is wanted. */
const asItCame = ({ evidence }: Attempt): readonly Evidence[] | undefined => {
  if (evidence === undefined) return undefined;
  const parsed: Evidence[] = JSON.parse(evidence);
  return parsed;
};

/** The settings' wish applied to an alert before it is rendered. */
function evidenceFor(alert: Alert, attempt: Attempt, policy: EvidencePolicy): Alert {
  if (policy === 'none') return { ...alert, evidence: [] };
  const full = policy === 'full' ? asItCame(attempt) : undefined;
  return full === undefined ? alert : { ...alert, evidence: [...full] };
}

/** A destination that gets no more of the evidence than its settings allow. */
export function withEvidence(connected: Connected, policy: EvidencePolicy): Connected {
  if (policy === 'scrubbed') return connected;
  const { batch, word } = connected;
  return {
    ...connected,
    render: (alert, attempt) => connected.render(evidenceFor(alert, attempt, policy), attempt),
    ...(word === undefined
      ? {}
      : { word: (alert, attempt, ofRoute) => word(evidenceFor(alert, attempt, policy), attempt, ofRoute) }),
    ...(batch === undefined
      ? {}
      : {
          batch: {
            ...batch,
            render: (items) =>
              batch.render(
                items.map(({ alert, attempt }) => ({ alert: evidenceFor(alert, attempt, policy), attempt })),
              ),
          },
        }),
  };
}

/**
 * How many credentials were removed from what an alert says: each once, however often it stood there, and none of those in
 * evidence that is sent in full or not at all.
 */
export function removedFrom(alert: Alert): number {
  const counted = Number(alert.labels['redacted']);
  const marks = JSON.stringify(alert).split('[removed: ').length - 1;
  return counted > 0 ? Math.min(counted, marks) : marks;
}
