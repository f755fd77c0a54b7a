import type { SandboxReceipt } from '../../infra/sandbox/server/received.ts';
import type { Sandbox } from '../../infra/sandbox/server/server.ts';
import { markIn, type Times } from './alerts.ts';

const counted = ['webhook', 'splunk'] as const;
type Counted = (typeof counted)[number];

/** How often each alert arrived at receivers of a sandbox, which itself keeps its latest receipts only. */
export function countMarks(sandbox: Sandbox) {
  const seen = new WeakSet<SandboxReceipt>();
  const times: Readonly<Record<Counted, Map<string, number>>> = { webhook: new Map(), splunk: new Map() };
  const ids = new Map<string, string>();
  const note = ({ receiver, arrived, summary, alertId }: SandboxReceipt): void => {
    const mark = markIn(summary);
    const name = counted.find((each) => each === receiver);
    if (!arrived || mark === undefined || name === undefined) return;
    times[name].set(mark, (times[name].get(mark) ?? 0) + 1);
    if (alertId !== undefined) ids.set(mark, alertId);
  };
  const look = (): void => {
    for (const receipt of sandbox.received().filter((each) => !seen.has(each))) {
      seen.add(receipt);
      note(receipt);
    }
  };
  const timer = setInterval(look, 100);
  /** How often the tracker shows each alert, alone or in a digest. */
  const tickets = (): Times => {
    const shown = sandbox.counts().jira;
    return new Map([...ids].filter(([, id]) => shown.has(id)).map(([mark, id]) => [mark, shown.get(id) ?? 0]));
  };
  return { times, tickets, look, stop: () => clearInterval(timer) };
}
