import type { ComponentChildren } from 'preact';
import { exact } from '../time.ts';
import type { AttemptInfo, DeliveryInfo, Detail } from '../types.ts';

interface Step {
  readonly at: string;
  readonly what: ComponentChildren;
}

const attempt = (
  { destination }: DeliveryInfo,
  { at, outcome, httpStatus, reason, response, durationMs }: AttemptInfo,
): Step => ({
  at,
  what: (
    <>
      <b>{destination}</b>: {outcome}
      {reason === undefined ? '' : ` (${reason})`}
      {httpStatus === undefined ? '' : `, HTTP ${httpStatus}`}, after {Math.round(durationMs)} ms
      {response === undefined || response === '' ? null : <q>{response}</q>}
    </>
  ),
});

const answers = ({ problem }: Detail): Step[] =>
  (problem?.answers ?? []).map(({ at, state, author, via, note }) => ({
    at,
    what: (
      <>
        <b>{state}</b> by {author} ({via}){note === undefined ? '' : `: ${note}`}
      </>
    ),
  }));

function stepsOf(detail: Detail): Step[] {
  const { alert, deliveries, problem } = detail;
  const steps: Step[] = [
    { at: alert.occurredAt, what: 'It happened, says the sender' },
    { at: alert.receivedAt, what: <>Received from {alert.source}</> },
    ...deliveries.flatMap((delivery) => delivery.attempts.map((each) => attempt(delivery, each))),
    ...answers(detail),
    ...(problem?.endedAt === undefined ? [] : [{ at: problem.endedAt, what: 'The problem is over' }]),
  ];
  return steps.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Everything that happened to an alert, in order; exact times, with the vendors' words. */
export const Timeline = ({ detail }: { readonly detail: Detail }) => (
  <ol class="timeline">
    {stepsOf(detail).map(({ at, what }) => (
      <li key={at + String(what)}>
        <time dateTime={at} title={exact(at)}>
          {at.slice(5, 19).replace('T', ' ')}
        </time>
        <span>{what}</span>
      </li>
    ))}
  </ol>
);
