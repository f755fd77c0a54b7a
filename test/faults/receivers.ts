import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import type { Rendered } from '../../lambdas/destinations/_kit/define-destination.ts';
import { judgeByStatus } from '../../lambdas/destinations/_kit/http/http-status.ts';
import { defaultLimits } from '../../lambdas/domain/delivery-limits.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { delivered, type Outcome } from '../../lambdas/domain/outcome.ts';
import type { Sent } from '../../lambdas/engine/ports/transport.ts';

/**
 * What a destination offers against doubt: `lookup` can be asked, `key` knows an id that it saw before, `neither` can
 * only be told again.
 */
export type Kind = 'lookup' | 'key' | 'neither';

export interface ReceiverProps {
  readonly id: string;
  readonly kind: Kind;
  readonly audience: 'people' | 'machines';
  readonly perMinute?: number;
  readonly batchOf?: number;
  readonly giveUpAfterMs?: number;
  /** Repeats join the first message. */
  readonly conversation?: boolean;
}

/** How a receiver misbehaves at one request. `taken-*`: it has done its work and the sender does not hear of it. */
export const misbehaviours = ['500', '429', '401', '413', 'lost', 'taken-lost', 'split'] as const;
export type Misbehaviour = (typeof misbehaviours)[number];

/** One thing that came to a receiver, as its reader sees it. */
export interface Arrival {
  readonly op: 'message' | 'reply' | 'edit';
  readonly deliveryId: string;
  readonly alertId: string;
  /** The alerts that it tells of in its text, beside its own. */
  readonly tells: readonly string[];
  readonly isMarked: boolean;
  /** How many occurrences a reply tells of, and all of them. */
  readonly count: number;
  readonly total: number;
  readonly atMs: number;
}

type Content = Omit<Arrival, 'atMs'>;

interface Body {
  readonly op: Content['op'] | 'look';
  readonly items: readonly Content[];
}

/** Search lags behind what was written. */
const LAG_SECONDS = 20;

// It begins at the beginning of a word: else a long word without an id is looked through from each of its letters.
const ids = /(?<![\w.-])[\w.-]+:[0-9a-f]{32}/g;

const contentOf = ({ alert, attempt }: Rendered): Content => ({
  op: 'message',
  deliveryId: attempt.deliveryId,
  alertId: alert.id,
  tells: alert.evidence.flatMap(({ content }) => content.match(ids) ?? []),
  isMarked: attempt.possibleDuplicate,
  count: 1,
  total: 1,
});

const short = ({ deliveryId }: { readonly deliveryId: string }) => ({
  deliveryId,
  alertId: '',
  tells: [],
  isMarked: false,
});

/** What the engine holds of it: pure functions, as the real destinations'. */
function connectedOf({
  id,
  kind,
  audience,
  perMinute,
  batchOf,
  giveUpAfterMs,
  conversation,
}: ReceiverProps): Connected {
  const request = (op: Body['op'], items: readonly Content[]): OutboundRequest => ({
    method: 'POST',
    url: `https://${id}.example.test/${op}`,
    headers: {},
    body: JSON.stringify({ op, items } satisfies Body),
  });
  const judge = (response: Parameters<Connected['judge']>[0]): Outcome => {
    const verdict = judgeByStatus(response);
    return verdict.kind === 'delivered' ? delivered(response.body) : verdict;
  };
  return {
    audience,
    isIdempotent: kind === 'key',
    ...defaultLimits,
    ...(giveUpAfterMs === undefined ? {} : { giveUpAfterMs }),
    ...(perMinute === undefined ? {} : { perMinute }),
    render: (alert, attempt) => request('message', [contentOf({ alert, attempt })]),
    judge,
    ...(kind !== 'lookup'
      ? {}
      : {
          lookup: {
            lagSeconds: LAG_SECONDS,
            render: (alert, attempt) => request('look', [contentOf({ alert, attempt })]),
            found: ({ status, body }) => (status !== 200 ? 'unsure' : body === '' ? undefined : { id: body }),
          },
        }),
    ...(batchOf === undefined
      ? {}
      : {
          batch: {
            maxItems: batchOf,
            maxBytes: 1_000_000,
            render: (items) => request('message', items.map(contentOf)),
            // "taken 3": the events before it were taken.
            judge: (response, items) => {
              const taken = /^taken (\d+)$/.exec(response.body)?.[1];
              return items.map((_, i) => (taken === undefined || i >= Number(taken) ? judge(response) : delivered()));
            },
          },
        }),
    ...(conversation !== true
      ? {}
      : {
          conversation: {
            reply: ({ count, total }, attempt) =>
              request('reply', [{ op: 'reply', ...short(attempt), count, total, isMarked: attempt.possibleDuplicate }]),
            judge,
            edit: ({ count, total }, _, attempt) => request('edit', [{ op: 'edit', ...short(attempt), count, total }]),
          },
        }),
  };
}

/** What the engine needs of a receiver. */
export interface Reached {
  readonly id: string;
  readonly connected: Connected;
  /** `theirMs`: their own clock, which nobody sets. */
  send(request: OutboundRequest, nowMs: number, theirMs?: number): Sent | Promise<Sent>;
}

export interface Receiver extends ReceiverProps, Reached {
  readonly connected: Connected;
  /** What its reader has seen, in order. */
  readonly arrivals: Arrival[];
  readonly requests: number;
  /** Answers 401 to everything until it is unlocked. */
  isLocked: boolean;
  /** Whether an answer got lost on the way back or a request on the way out. */
  readonly wasInDoubt: boolean;
  /** At its next requests it misbehaves so, one after the other. */
  misbehave(...how: Misbehaviour[]): void;
  behave(): void;
  send(request: OutboundRequest, nowMs: number, theirMs?: number): Sent;
}

const answer = (status: number, nowMs: number, body = '', headers: Record<string, string> = {}): Sent => ({
  kind: 'answer',
  response: { at: nowMs, status, headers, body },
});

/** A receiver that does what its kind does, or what the script says. */
export function receiver(props: ReceiverProps): Receiver {
  const arrivals: Arrival[] = [];
  const known = new Set<string>();
  let script: Misbehaviour[] = [];
  let requests = 0;
  let wasInDoubt = false;

  function take(items: readonly Content[], atMs: number): string {
    for (const item of items) {
      const isKnown = known.has(item.deliveryId);
      known.add(item.deliveryId);
      // A repeat under a known id is thrown away where the server keeps ids.
      if (!(props.kind === 'key' && isKnown)) arrivals.push({ ...item, atMs });
    }
    return `receipt-${arrivals.length}`;
  }

  function look([item]: readonly Content[], nowMs: number): string {
    const seen = arrivals.findIndex(
      ({ deliveryId, atMs }) => deliveryId === item?.deliveryId && atMs + LAG_SECONDS * 1000 <= nowMs,
    );
    return seen < 0 ? '' : `receipt-${seen + 1}`;
  }

  const process = ({ op, items }: Body, nowMs: number): string =>
    op === 'look' ? look(items, nowMs) : take(items, nowMs);

  function misbehaving(how: Misbehaviour, body: Body, nowMs: number, theirMs: number): Sent {
    const { items } = body;
    switch (how) {
      case '429':
        return answer(429, nowMs, '', { 'retry-after': '1' });
      case 'lost':
        wasInDoubt = true;
        return { kind: 'no-answer', reason: 'timeout' };
      case 'taken-lost':
        wasInDoubt = true;
        process(body, theirMs);
        return { kind: 'no-answer', reason: 'timeout' };
      case 'split':
        if (body.op !== 'message' || items.length < 2) return answer(500, nowMs);
        take(items.slice(0, 1), theirMs);
        return answer(503, nowMs, 'taken 1');
      default:
        return answer(Number(how), nowMs);
    }
  }

  return {
    ...props,
    connected: connectedOf(props),
    arrivals,
    isLocked: false,
    get requests() {
      return requests;
    },
    get wasInDoubt() {
      return wasInDoubt;
    },
    misbehave: (...how) => {
      script.push(...how);
    },
    behave: () => {
      script = [];
    },
    send(request, nowMs, theirMs = nowMs) {
      requests += 1;
      const body: Body = JSON.parse(request.body ?? '{}');
      if (this.isLocked) return answer(401, nowMs);
      const how = script.shift();
      return how === undefined ? answer(200, nowMs, process(body, theirMs)) : misbehaving(how, body, nowMs, theirMs);
    },
  };
}
