import { until } from '../until.ts';
import type { Ledger, Product } from './product.ts';

const open = ['queued', 'sending', 'retrying', 'unknown'] as const;

/** Deliveries that have not ended. */
export const inFlight = ({ deliveries }: Ledger): number =>
  open.reduce((n, status) => n + (deliveries[status] ?? 0), 0);

export const ledgerLine = (ledger: Ledger | undefined): string =>
  ledger === undefined ? 'the ledger cannot be read' : JSON.stringify(ledger);

/** Waits until the ledger counts so many webhooks and nothing is in flight; answers the last ledger either way. */
export async function atRest(product: Product, webhooks: number, withinMs: number): Promise<Ledger | undefined> {
  let last: Ledger | undefined;
  const look = async () => {
    last = (await product.ledger()) ?? last;
    const isDone = last !== undefined && (last.webhooks['accepted'] ?? 0) >= webhooks && inFlight(last) === 0;
    return isDone ? last : undefined;
  };
  return until('nothing is in flight', look, withinMs).catch(() => last);
}

/** What a list shows of an alert. */
export interface Listed {
  readonly id: string;
  readonly title: string;
  readonly deliveries: Readonly<Record<string, number>>;
}

interface Page {
  readonly alerts: readonly Listed[];
  readonly cursor?: string | null;
}

/** More pages than this are a list that does not end. */
const MAX_PAGES = 10_000;

/** All alerts of `GET /v1/alerts`, page by page. */
export async function allAlerts(product: Product, query = ''): Promise<readonly Listed[]> {
  const all: Listed[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const parts = [query, cursor === undefined ? '' : `cursor=${encodeURIComponent(cursor)}`].filter(
      (each) => each !== '',
    );
    const { status, body } = await product.admin(`/v1/alerts?${parts.join('&')}`);
    if (status !== 200) throw new Error(`GET /v1/alerts answered ${status}: ${JSON.stringify(body).slice(0, 300)}`);
    const { alerts, cursor: next } = body as Page;
    all.push(...alerts);
    if (next === undefined || next === null) return all;
    cursor = next;
  }
  throw new Error(`GET /v1/alerts has more than ${MAX_PAGES} pages`);
}
