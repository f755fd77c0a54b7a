import type { DeliveryMessage } from '../../domain/delivery.ts';
import type { Settlement } from '../ports/deliveries.ts';
import type { ReportExample, ReportKind } from '../ports/reports.ts';
import { report } from '../reports.ts';
import type { Result } from './job.ts';
import { memberMessages } from './members.ts';
import { safely } from './safely.ts';
import type { Worker } from './worker.ts';

const exampleOf = ({ deliveryId, alert: { title } }: DeliveryMessage, reason: string): ReportExample => ({
  deliveryId,
  reason,
  title,
});

/** What is reported of a delivery: that it is dead, that it waits for them, or nothing. */
function reportKindOf(settlement: Settlement): ReportKind | undefined {
  if (settlement.kind === 'waiting') return settlement.needsPerson === true ? 'uncertain' : undefined;
  return settlement.status === 'dead' ? 'dead' : undefined;
}

/** Reports what is dead or waits for a person, gathered by destination: members of a digest or summary by themselves. */
export async function reportHopeless(results: readonly Result[], worker: Worker): Promise<void> {
  const { ports } = worker;
  for (const [kind, all] of Map.groupBy(results, ({ settlement }) => reportKindOf(settlement))) {
    const [first] = all;
    if (kind === undefined || first === undefined) continue;
    const { message } = first.job;
    const work = async (): Promise<void> => {
      const examples = await Promise.all(
        all.map(async ({ job, settlement: { reason = kind } }) =>
          [job.message, ...(await memberMessages(job.message, ports))].map((each) => exampleOf(each, reason)),
        ),
      );
      await report(kind, message.destination, examples.flat(), ports);
    };
    await safely(work(), message, worker);
  }
}
