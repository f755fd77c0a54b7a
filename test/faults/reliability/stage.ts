import { setTimeout as sleep } from 'node:timers/promises';
import { atRest } from '../../one-machine/account.ts';
import { genericAlert, markOf, missing, webhookTo, yamlOf } from '../../one-machine/alerts.ts';
import { type Product, startProduct } from '../../one-machine/product.ts';
import { type Receiver, startReceiver } from '../../one-machine/receiver.ts';
import { until } from '../../until.ts';
import type { Scenario } from './scenarios.ts';

/** The product under a fault, as a process of its own. */
export interface Stage {
  product: Product;
  /** Ends it without a warning and starts it again over the same data. */
  restart(): Promise<void>;
}

/** What came of the alerts that were accepted. */
export interface Result {
  readonly name: string;
  readonly accepted: number;
  /** Accepted and never delivered. */
  readonly lost: number;
  /** Delivered under more than one `webhook-id`: a receiver that keeps the ids would still take them twice. */
  readonly doubled: number;
  /** Sent again under the same `webhook-id`, after a request without an answer. */
  readonly repeated: number;
  readonly isBalanced: boolean;
}

const SETTLE_MS = 180_000;
const PAUSE_MS = 15;

/** Posts alerts one after the other; an alert without a 202 is not accepted, and nothing is promised of it. */
async function post(stage: Stage, alerts: number): Promise<string[]> {
  const accepted: string[] = [];
  for (let n = 0; n < alerts; n += 1) {
    const mark = markOf('fault', n);
    const { status } = await stage.product.hook('generic', genericAlert(mark));
    if (status === 202) accepted.push(mark);
    await sleep(PAUSE_MS);
  }
  return accepted;
}

async function isBalanced(product: Product): Promise<boolean> {
  const look = async () => ((await product.ledger())?.balanced === true ? true : undefined);
  return (await until('the ledger is balanced', look, 20_000).catch(() => false)) === true;
}

async function played(scenario: Scenario, alerts: number, stage: Stage, receiver: Receiver): Promise<Result> {
  const posting = post(stage, alerts);
  await scenario.during(stage);
  const accepted = await posting;
  receiver.manner = 'well';
  const all = () => (missing(accepted, receiver.times).length === 0 ? true : undefined);
  await until('all that was accepted arrives', all, SETTLE_MS).catch(() => undefined);
  // What is sent again comes before all deliveries have ended; beside one that never answers they never do.
  if (scenario.hasHangingNeighbour !== true) await atRest(stage.product, accepted.length, SETTLE_MS);
  return {
    name: scenario.name,
    accepted: accepted.length,
    lost: missing(accepted, receiver.times).length,
    doubled: [...receiver.idsOf.values()].filter(({ size }) => size > 1).length,
    repeated: [...receiver.times.values()].filter((times) => times > 1).length,
    isBalanced: await isBalanced(stage.product),
  };
}

/** Plays one fault against the product, over so many alerts. */
export async function play(scenario: Scenario, alerts: number): Promise<Result> {
  const receiver = await startReceiver(scenario.manner);
  const silent = scenario.hasHangingNeighbour === true ? await startReceiver('silent') : undefined;
  const others = silent === undefined ? {} : { silent: webhookTo(silent.url) };
  const props = { yaml: yamlOf({ healthy: webhookTo(receiver.url), ...others }) };
  const first = await startProduct(props);
  const stage: Stage = {
    product: first,
    async restart() {
      await stage.product.kill();
      stage.product = await startProduct({ ...props, folder: first.folder, port: first.port });
    },
  };
  try {
    return await played(scenario, alerts, stage, receiver);
  } finally {
    await stage.product.remove();
    await receiver.close();
    await silent?.close();
  }
}
