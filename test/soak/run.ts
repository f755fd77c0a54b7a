import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../../infra/sandbox/server/server.ts';
import type { Ledger } from '../../lambdas/domain/counters.ts';
import { type Posted, posts } from './alerts.ts';
import { type Backend, openBackend } from './backends.ts';
import { HOOK_TOKEN, type Product, type ProductProps, startProduct } from './product.ts';
import type { Left } from './rows.ts';
import { destinationsOf, faultsOf, type SoakProps, secretsOf, yamlOf } from './settings.ts';
import { type Line, lineOf } from './verdict.ts';
import { watch } from './witness.ts';

export interface Soaked {
  readonly lines: readonly Line[];
  readonly accepted: number;
  readonly refused: number;
  /** Deliveries that more than one ticket was opened for, by the label that names them. */
  readonly duplicateTickets: readonly string[];
  readonly ledger: Ledger;
  readonly difference: Left['difference'];
  readonly isBalanced: boolean;
  readonly seconds: number;
}

/** The product that runs at the moment, killed and started again on the same data. */
interface Stage {
  product: Product;
  restart(): Promise<void>;
  close(): Promise<void>;
}

async function openStage(props: ProductProps): Promise<Stage> {
  const stage: Stage = {
    product: await startProduct(props),
    async restart() {
      await stage.product.kill();
      stage.product = await startProduct(props);
    },
    close: () => stage.product.kill(),
  };
  return stage;
}

/** Whether a request was accepted; a product that is gone answers nothing. */
async function post(url: string, { source, body }: Posted): Promise<boolean> {
  const headers = { authorization: `Bearer ${HOOK_TOKEN}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/hooks/${source}`, { method: 'POST', headers, body }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status === 202;
}

interface Sent {
  readonly accepted: Set<string>;
  refused: number;
}

const SENDERS = 6;

/** Posts everything, each request until it is accepted, and kills the product now and then. */
async function postAll(stage: Stage, props: SoakProps): Promise<Sent> {
  const { alerts, kills, say } = props;
  const sent: Sent = { accepted: new Set(), refused: 0 };
  const pending = posts(props);
  const killAt = Array.from({ length: kills }, (_, i) => Math.floor((alerts * (i + 1)) / (kills + 1)));
  let restarting: Promise<void> = Promise.resolve();
  const killWhenDue = () => {
    if (sent.accepted.size < (killAt[0] ?? Number.POSITIVE_INFINITY)) return;
    killAt.shift();
    say(`kill -9 after ${sent.accepted.size} accepted alerts`);
    restarting = restarting.then(() => stage.restart());
  };
  const sender = async (): Promise<void> => {
    for (let next = pending.next(); next.done !== true; next = pending.next()) {
      while (!(await post(stage.product.url, next.value))) {
        sent.refused += 1;
        await restarting;
        await sleep(100);
      }
      for (const id of next.value.alertIds) sent.accepted.add(id);
      killWhenDue();
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  await restarting;
  return sent;
}

const inFlight = ({ deliveries: { queued, sending, retrying, unknown } }: Ledger): number =>
  queued + sending + retrying + unknown;

/** A folder that grows beyond this is a fault of its own, and must not fill the disk of whoever runs this. */
const MAX_DATA_BYTES = 8 * 1024 ** 3;

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
const bytesIn = (folder: string): number =>
  (existsSync(folder) ? readdirSync(folder, { recursive: true }) : []).reduce(
    (n, name) => n + sizeOf(path.join(folder, String(name))),
    0,
  );

/** Waits until the ledger says, twice in a row, that all is in and nothing is in flight. */
async function comeToRest(
  stage: Stage,
  accepted: number,
  dataDir: string,
  { say }: SoakProps,
  untilMs: number,
): Promise<void> {
  let quiet = 0;
  let said = performance.now();
  while (quiet < 2) {
    await sleep(500);
    const ledger = await stage.product.ledger();
    if (performance.now() > untilMs) throw new Error(`not drained in time: ${JSON.stringify(ledger)}`);
    quiet = ledger !== undefined && ledger.alerts >= accepted && inFlight(ledger) === 0 ? quiet + 1 : 0;
    if (performance.now() - said < 15_000) continue;
    said = performance.now();
    const bytes = bytesIn(dataDir);
    if (bytes > MAX_DATA_BYTES) throw new Error(`the data folder has grown to ${bytes} bytes`);
    say(`draining, ${Math.round(bytes / 1e6)} MB: ${JSON.stringify(ledger?.deliveries)}`);
  }
}

/** How long what is still to be told is given before it is looked at again. */
const TELLING_MS = 150_000;

const isOpen = ({ status }: { readonly status: string }): boolean =>
  ['queued', 'sending', 'retrying', 'unknown'].includes(status);

/** Stops the product and reads its rows; starts it again as long as something is still to be told. */
async function settled(stage: Stage, backend: Backend, dataDir: string, sent: Sent, props: SoakProps): Promise<Left> {
  const untilMs = performance.now() + props.boundMs;
  for (;;) {
    await comeToRest(stage, sent.accepted.size, dataDir, props, untilMs);
    // Digests and repeats are told within their quota's time, and the books do not count them.
    if (props.tellAll) await sleep(TELLING_MS);
    await stage.close();
    const left = await backend.left();
    const open = [...left.deliveries.values()].filter(isOpen).length;
    const isTold = open === 0 && left.waiting.size === 0;
    const isDone = (isTold || !props.tellAll) && left.isBalanced;
    if (isDone || performance.now() > untilMs) return left;
    props.say(`once more: ${open} deliveries are open, ${left.waiting.size} wait for a digest`);
    await stage.restart();
    await sleep(12_000);
  }
}

/** Runs the product under faults and kills, and holds what it says against what its receivers saw. */
export async function soak(props: SoakProps): Promise<Soaked> {
  const began = performance.now();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-soak-'));
  const dataDir = path.join(folder, 'data');
  const configFile = path.join(folder, 'tocsin.yaml');
  const sandbox = await startSandbox({ faults: faultsOf(props) });
  const witness = watch(sandbox);
  const backend = await openBackend(props.store, dataDir);
  let stage: Stage | undefined;
  try {
    writeFileSync(configFile, yamlOf(sandbox, destinationsOf(props)));
    stage = await openStage({ folder, configFile, backend, secrets: secretsOf(sandbox) });
    const sent = await postAll(stage, props);
    const seconds = () => Math.round((performance.now() - began) / 1000);
    props.say(
      `after ${seconds()} s: ${sent.accepted.size} alerts accepted, ${sent.refused} requests refused or cut and sent again`,
    );
    const left = await settled(stage, backend, dataDir, sent, props);
    const { ledger, difference, isBalanced } = left;
    return {
      lines: destinationsOf(props).map((each) => lineOf(each, sent.accepted, witness, left)),
      accepted: sent.accepted.size,
      refused: sent.refused,
      duplicateTickets: [...witness.arrivals('jira')].filter(([, times]) => times > 1).map(([id]) => id),
      ledger,
      difference,
      isBalanced,
      seconds: seconds(),
    };
  } finally {
    await stage?.close();
    await backend.close();
    witness.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
