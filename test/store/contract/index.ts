import { describe } from 'vitest';
import { describeAlerts } from './alerts.ts';
import { describeAnyQuery } from './any-query.ts';
import { describeBatches } from './batches.ts';
import { describeConfirming } from './confirming.ts';
import { describeDeduplication } from './deduplication.ts';
import { describeDeliveries } from './deliveries.ts';
import { describeDestinations } from './destinations.ts';
import { describeGroups } from './groups.ts';
import { describeHeartbeats } from './heartbeats.ts';
import { describeHistories } from './history.ts';
import { describeInhibitors } from './inhibitors.ts';
import { describeLedger } from './ledger.ts';
import { describeListing } from './listing.ts';
import { describeNotes } from './notes.ts';
import { describeOldest } from './oldest.ts';
import { describeOpenDeliveries } from './open-deliveries.ts';
import { describeProblems } from './problems.ts';
import { describeReopening } from './reopening.ts';
import { describeReplays } from './replays.ts';
import { describeReports } from './reports.ts';
import { describeRosters } from './rosters.ts';
import { describeSilences } from './silences.ts';
import type { Open } from './store.ts';
import { describeTexts } from './texts.ts';
import { describeWebhooks } from './webhooks.ts';

/** How much is tried of what is tried at random; stores over the network are slower. */
export interface Effort {
  readonly runs?: number;
}

/** Every promise of the engine's ports, for one store; each part opens an empty one. */
export function describeStore(name: string, open: Open, { runs = 200 }: Effort = {}): void {
  describe(name, () => {
    describeAlerts(open);
    describeWebhooks(open);
    describeDeliveries(open);
    describeReopening(open);
    describeConfirming(open);
    describeBatches(open);
    describeOpenDeliveries(open);
    describeOldest(open);
    describeGroups(open);
    describeDeduplication(open);
    describeProblems(open);
    describeDestinations(open);
    describeNotes(open);
    describeSilences(open);
    describeReplays(open);
    describeHeartbeats(open);
    describeReports(open);
    describeRosters(open);
    describeInhibitors(open);
    describeLedger(open);
    describeHistories(open, runs);
    describeListing(open);
    describeAnyQuery(open, runs);
    describeTexts(open, runs);
  });
}
