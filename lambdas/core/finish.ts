import type { Alert, Detection, Evidence } from './alert.ts';
import { hashOf, stable } from './fingerprint.ts';
import { defined } from './record.ts';
import { scrub } from './scrub.ts';
import { oneLine, truncate } from './text.ts';

/** Where an alert came from: what the source's own file cannot know. */
export interface Origin {
  readonly source: string;
  readonly vendor: string;
  readonly product: string;
  readonly receivedAt: string;
}

const TITLE_MAX = 300;
const EVIDENCE_MAX = 16_384;
const EVIDENCE_TOTAL_MAX = 65_536;
const FACT_MAX = 16_384;
const FACTS_TOTAL_MAX = 98_304;
const TEXT_MAX = 32_768;

/** The longer half stays in the raw webhook; what is cut says so. */
function boundEvidence(evidence: readonly Evidence[]): Evidence[] {
  let left = EVIDENCE_TOTAL_MAX;
  return evidence.flatMap((item) => {
    if (left <= 0) return [];
    const content = scrub(item.content);
    const kept = truncate(content, Math.min(EVIDENCE_MAX, left));
    left -= kept.length;
    const truncated = item.truncated === true || kept.length < content.length;
    return [{ ...item, content: kept, ...(truncated ? { truncated } : {}) }];
  });
}

interface Bounded {
  readonly facts: Record<string, string>;
  readonly overflow: Evidence[];
}

/** Facts stay whole; those that would make the row too large move into the evidence, cut there if need be. */
function boundFacts(facts: Readonly<Record<string, string>>): Bounded {
  let left = FACTS_TOTAL_MAX;
  const kept: Record<string, string> = {};
  const overflow: Evidence[] = [];
  for (const [name, raw] of Object.entries(facts)) {
    const value = scrub(raw);
    const size = name.length + value.length;
    if (value.length <= FACT_MAX && size <= left) {
      Object.defineProperty(kept, name, { value, enumerable: true, writable: true, configurable: true });
      left -= size;
    } else overflow.push({ kind: truncate(`fact ${name}`, 200), content: raw });
  }
  return { facts: kept, overflow };
}

const scrubbed = <T extends object>(value: T): T =>
  Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'string' ? scrub(truncate(inner, TEXT_MAX)) : inner,
    ]),
  ) as T;

/**
 * Completes what a source said to an alert: deterministic id and fingerprint, title on one line, credentials scrubbed,
 * and bounds on everything that a sender can make long, so that a row stays below DynamoDB's 400 KB.
 */
export function finish(detection: Detection, origin: Origin): Alert {
  const { identity, problem, occurredAt, record: _, ...rest } = detection;
  const { facts, overflow } = boundFacts(rest.facts);
  const { source, receivedAt } = origin;
  return defined({
    ...rest,
    id: `${source}:${hashOf(identity)}`,
    fingerprint: hashOf([source, rest.kind, ...problem.map(stable)]),
    source,
    vendor: rest.vendor ?? origin.vendor,
    product: rest.product ?? origin.product,
    title: truncate(scrub(oneLine(rest.title)), TITLE_MAX) || rest.type,
    description: scrub(truncate(rest.description, TEXT_MAX)),
    occurredAt: occurredAt ?? receivedAt,
    receivedAt,
    actor: scrubbed(rest.actor ?? {}),
    target: scrubbed(rest.target),
    labels: scrubbed(rest.labels),
    facts,
    evidence: boundEvidence([...rest.evidence, ...overflow]),
  });
}
