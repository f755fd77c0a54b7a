import type { Detection } from '../../domain/detection.ts';

/**
 * The alert that stands for something authentic which cannot be read: the raw text is its evidence, and a person
 * must look. `reason` says what was found; `text` is what came.
 */
export function unreadable(reason: string, text: string): Detection {
  return {
    kind: 'unreadable',
    identity: ['unreadable', text],
    problem: ['unreadable', reason],
    type: 'unreadable',
    title: `Unreadable alert: ${reason}`,
    description:
      'A sender with the right credential posted something that could not be read as an alert. ' +
      'It may be a real alert in a form that is not known yet: look at the evidence, then at the sender.',
    severity: 'medium',
    state: 'open',
    action: 'unknown',
    target: { kind: 'unknown' },
    attack: [],
    evidence: [{ kind: 'raw', content: text }],
    labels: {},
    facts: {},
    record: text,
  };
}
