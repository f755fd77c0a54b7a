import type { Detection } from '../../domain/detection.ts';
import { defined, factsBut, mergeFacts } from '../../domain/values/json-fields.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { dig } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { placed } from '../_kit/typed-places.ts';
import { type TetragonEvent, timeOf } from './event.ts';

/** What Tetragon says of events that it does not report, in words for the person who has to know. */
interface Loss {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly isOver: boolean;
  /** What is cut off, so that its end joins its beginning. */
  readonly part: string;
}

function rateLimitOf(event: TetragonEvent['event'], node: string, at: string | undefined): Loss {
  const count = dig(event).text('rate_limit_info.number_of_dropped_process_events') ?? 'some';
  return {
    type: 'rate_limit_info',
    title: `Tetragon${node} left out ${count} events`,
    description:
      `The rate limit of Tetragon’s export (export-rate-limit) was passed${node}: ${count} events before ${at ?? 'this one'}, ` +
      'since the report before, are in no alert. A flood may be meant to hide something.',
    isOver: false,
    part: '',
  };
}

function throttleOf(event: TetragonEvent['event'], node: string, at: string | undefined): Loss {
  const said = dig(event);
  const isOver = /stop/i.test(said.text('process_throttle.type') ?? '');
  const cgroup = said.text('process_throttle.cgroup') ?? 'unnamed';
  return {
    type: 'process_throttle',
    title: `Tetragon${node} ${isOver ? 'reports again' : 'throttles'} the events of cgroup ${cgroup}`,
    description:
      `Too many events came from cgroup ${cgroup}${node}; Tetragon ${isOver ? 'reports them again' : 'leaves them out'} ` +
      `since ${at ?? 'this event'}. What happened there while it did not is in no alert.`,
    isOver,
    part: cgroup,
  };
}

/** Events that Tetragon says it left out: an alert of kind `gap`. */
export function toGap({ kind, event, around }: TetragonEvent, received: Received): Detection {
  const said = dig(event);
  const [host, cluster] = [said.take('node_name'), said.take('cluster_name')];
  const occurredAt = timeOf(event);
  const node = host === undefined ? '' : ` on ${host}`;
  const loss = (kind === 'rate_limit_info' ? rateLimitOf : throttleOf)(event, node, occurredAt);
  return detected(
    {
      kind: 'gap',
      identity: occurrence(event, { occurredAt, receivedAt: received.receivedAt }),
      problem: [loss.type, cluster ?? '', host ?? '', loss.part],
      record: event,
      type: loss.type,
      title: loss.title,
      description: loss.description,
      severity: 'medium',
      state: loss.isOver ? 'resolved' : 'open',
      occurredAt,
      class: 'operational',
      target: defined({ kind: 'host', host }),
      kubernetes: placed({ cluster, node: host }),
      labels: { host, cluster },
      facts: mergeFacts(factsBut(event, said), around),
    },
    received,
  );
}
