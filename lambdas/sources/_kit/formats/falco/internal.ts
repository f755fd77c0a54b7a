import type { Detection } from '../../../../domain/detection.ts';
import { type Fields, isFields, textOf } from '../../../../domain/values/json-fields.ts';

// What Falco says of itself: rules `Falco internal: …`, source `internal`
// (https://falco.org/docs/concepts/event-sources/kernel/dropped-events/, https://falco.org/docs/concepts/metrics/).

const number = (value: unknown): number => {
  const parsed = Number(textOf(value) ?? 0);
  return Number.isFinite(parsed) ? parsed : 0;
};

const ruleOf = (event: Fields): string => textOf(event['rule']) ?? '';

const isInternal = (event: Fields): boolean =>
  /^falco internal\b/i.test(ruleOf(event)) || /^internal$/i.test(textOf(event['source'])?.trim() ?? '');

const fieldsOf = (event: Fields): Fields => (isFields(event['output_fields']) ? event['output_fields'] : {});

/** Counters that only grow stand beside what they were at the snapshot before; a rate or share is of the interval. */
function droppedSinceBefore(fields: Fields): number {
  const before = textOf(fields['scap.n_drops_prev']);
  const grown = before === undefined ? 0 : number(fields['scap.n_drops']) - number(before);
  const rate = Math.max(number(fields['scap.n_drops_perc']), number(fields['scap.evts_drop_rate_sec']));
  return Math.max(0, grown, rate);
}

const isSnapshot = (event: Fields): boolean => /metrics snapshot/i.test(ruleOf(event));

const tellsOfLoss = (event: Fields): boolean =>
  isSnapshot(event)
    ? droppedSinceBefore(fieldsOf(event)) > 0
    : /drop|timeout|fail|error|lost/i.test(`${ruleOf(event)} ${textOf(event['output']) ?? ''}`);

/** What an event about Falco itself is; nothing for an event about the world. */
export function internalKind(event: Fields): 'gap' | 'telemetry' | undefined {
  if (!isInternal(event)) return undefined;
  return tellsOfLoss(event) ? 'gap' : 'telemetry';
}

function lossOf(event: Fields): string {
  const count = isSnapshot(event) ? 0 : number(fieldsOf(event)['n_drops']);
  if (count > 0) return `dropped ${count} system calls`;
  if (isSnapshot(event)) return 'dropped system calls';
  return ruleOf(event).replace(/^falco internal:\s*/i, '') || 'reports a fault of its own';
}

/** Falco counts its drops every second; a metrics snapshot tells of the time since the one before. */
const spanOf = (event: Fields, at: string | undefined): string => {
  if (isSnapshot(event)) return `between the metrics snapshot before and ${at ?? 'this one'}`;
  if (at === undefined) return 'in the second before this was sent';
  return `between ${new Date(Date.parse(at) - 1000).toISOString()} and ${at}`;
};

type Gap = Pick<Detection, 'kind' | 'title' | 'description' | 'severity' | 'vendorSeverity' | 'action' | 'problem'>;

/** The parts of an alert of kind `gap` for an event that tells of lost events. */
export function internalGap(event: Fields, host: string | undefined, at: string | undefined): Gap | undefined {
  if (internalKind(event) !== 'gap') return undefined;
  const place = host === undefined ? '' : ` on ${host}`;
  const output = textOf(event['output']);
  return {
    kind: 'gap',
    title: `Falco${place}: ${lossOf(event)}`,
    description:
      `${output === undefined ? '' : `${output}\n\n`}Falco did not see everything that happened${place} ${spanOf(event, at)}: ` +
      'what it missed is in no alert, and a flood may be meant to hide something.',
    severity: 'medium',
    action: 'unknown',
    problem: [ruleOf(event) || 'Falco internal', host ?? ''],
  };
}
