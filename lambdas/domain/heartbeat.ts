import type { Detection } from './detection.ts';
import { runbookLink } from './runbook.ts';
import { spanOf } from './values/duration.ts';

/** A source that is expected to be heard from, and was not (or is heard again). Times in RFC 3339. */
export interface Silent {
  /** When it was heard last. */
  readonly since: string;
  readonly until: string;
  readonly everySeconds: number;
  /** It is heard again. */
  readonly isOver: boolean;
}

/** The alert of kind `gap` that a silent source gives: which one, from when to when. */
export function silentSource(source: string, { since, until, everySeconds, isOver }: Silent): Detection {
  const every = spanOf(everySeconds);
  return {
    kind: 'gap',
    identity: ['silent', source, since, isOver ? 'heard' : 'silent'],
    problem: ['silent', source],
    type: 'silent-source',
    title: isOver ? `${source} is heard again` : `Nothing from ${source} for more than ${every}`,
    description: isOver
      ? `Nothing came from it between ${since} and ${until}. What happened in that time was not reported.`
      : `The last webhook came at ${since}; one is expected every ${every}. Look whether the sender still runs, whether its ` +
        'URL and credential are right, and whether it could not reach Tocsin.',
    severity: 'high',
    state: isOver ? 'resolved' : 'open',
    action: 'unknown',
    occurredAt: isOver ? until : since,
    target: { kind: 'source' },
    attack: [],
    evidence: [],
    labels: {},
    facts: { 'expected every': every, 'last heard': since, runbook: runbookLink('a-source-is-silent') },
    record: { source, since, until, everySeconds, isOver },
  };
}
