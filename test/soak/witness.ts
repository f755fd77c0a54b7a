import { type ReceiverName, receiverNames } from '../../infra/sandbox/registry.ts';
import type { SandboxReceipt } from '../../infra/sandbox/server/received.ts';
import type { Sandbox } from '../../infra/sandbox/server/server.ts';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';

/** What the receivers' readers saw, from the first request to the last. */
export interface Witness {
  /** How often each alert was shown, by receiver; in a digest all that it lists. */
  shown(receiver: ReceiverName): ReadonlyMap<string, number>;
  /** How often each delivery arrived: messages and tickets, not replies and comments. */
  arrivals(receiver: ReceiverName): ReadonlyMap<string, number>;
  close(): void;
}

const EVERY_MS = 100;

const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => (isFields(inner) ? inner[key] : undefined), value);

function deliveryOf({ receiver, operation, body, alertId }: SandboxReceipt): string | undefined {
  if (receiver === 'jira') {
    const labels = at(body, 'fields', 'labels');
    return operation === 'issue.create' && Array.isArray(labels)
      ? labels.find((label) => String(label).startsWith('tocsin-delivery-'))
      : undefined;
  }
  if (receiver !== 'slack-bot') return alertId;
  const id = at(body, 'metadata', 'event_payload', 'delivery_id');
  return at(body, 'thread_ts') === undefined && operation === 'chat.postMessage' ? String(id) : undefined;
}

/** Watches a sandbox, which itself remembers its latest receipts only. */
export function watch(sandbox: Sandbox): Witness {
  const seen = new WeakSet<SandboxReceipt>();
  const times = new Map(receiverNames.map((name) => [name, new Map<string, number>()]));
  const note = (receipt: SandboxReceipt): void => {
    const id = receipt.arrived ? deliveryOf(receipt) : undefined;
    const map = times.get(receipt.receiver);
    if (id !== undefined) map?.set(id, (map.get(id) ?? 0) + 1);
  };
  const look = (): void => {
    for (const receipt of sandbox.received().filter((each) => !seen.has(each))) {
      seen.add(receipt);
      note(receipt);
    }
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    shown: (receiver) => sandbox.counts()[receiver],
    arrivals(receiver) {
      look();
      return times.get(receiver) ?? new Map();
    },
    close: () => clearInterval(timer),
  };
}
