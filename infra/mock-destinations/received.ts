import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { defined } from '../../lambdas/domain/values/json-fields.ts';
import { truncate } from '../../lambdas/domain/values/text.ts';
import type { MessageRequest, SandboxReceived } from '../../lambdas/engine/api/sandbox-view.ts';
import { alertIdsIn, type Item, type Verdict } from '../sandbox/_kit/receiver.ts';
import type { Service } from '../sandbox/_kit/service.ts';

/** What is kept of one destination; counts forget nothing. */
const MOST_KEPT = 50;
const BODY_MAX = 64_000;

/** One thing that a mock receiver got, drawn when it is asked for. */
interface Kept extends Omit<SandboxReceived, 'drawing'> {
  readonly draw: () => string;
}

/** A request as it is shown: what is longer than anybody reads is cut. */
const shownRequest = ({ method, url, headers, body = '' }: OutboundRequest): MessageRequest => ({
  method,
  url,
  headers,
  body: truncate(body, BODY_MAX),
  bytes: Buffer.byteLength(body),
});

/** A request that brought nothing to its reader: a look, an update of what was known, or a refusal. */
const withoutItems = ({ operation, problem }: Verdict, body: string | undefined): Item => ({
  summary: problem ?? operation,
  body: body ?? '',
  alertIds: alertIdsIn(body),
  arrived: false,
});

/** How much a mock receiver got, and its newest. */
export interface ReceivedLog {
  readonly counts: { requests: number; arrived: number; refused: number };
  add(request: OutboundRequest, verdict: Verdict, atMs: number, draw: Service['draw']): void;
  newest(most: number): readonly SandboxReceived[];
}

/** The newest that one destination got. `next` numbers what all destinations get. */
export function receivedLog(destination: string, next: () => number): ReceivedLog {
  let kept: Kept[] = [];
  const counts = { requests: 0, arrived: 0, refused: 0 };
  return {
    counts,
    add(request, verdict, atMs, draw) {
      const { operation, ok, problem, items, answer } = verdict;
      const shown = shownRequest(request);
      const found = items.length > 0 ? items : [withoutItems(verdict, request.body)];
      counts.requests += 1;
      counts.refused += ok ? 0 : 1;
      counts.arrived += items.filter(({ arrived }) => arrived).length;
      const fresh = found.slice(-MOST_KEPT).map(
        ({ summary, body, alertIds }): Kept => ({
          ...defined({ problem }),
          number: next(),
          destination,
          at: new Date(atMs).toISOString(),
          operation,
          ok,
          status: answer.status,
          summary: summary || operation,
          alertIds: [...alertIds],
          request: shown,
          draw: () => (items.length > 0 ? draw(body) : ''),
        }),
      );
      kept = [...kept, ...fresh].slice(-MOST_KEPT);
    },
    newest: (most) =>
      kept
        .slice(-most)
        .toReversed()
        .map(({ draw, ...rest }) => ({ ...rest, drawing: draw() })),
  };
}
