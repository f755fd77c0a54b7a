import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { until } from '../until.ts';
import { allAlerts } from './account.ts';
import { genericAlert, markIn, markOf, missing, repeated, sample, webhookTo, yamlOf } from './alerts.ts';
import { type Product, startProduct } from './product.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import type { FaultRun, Report } from './report.ts';

const PRELOAD = pathToFileURL(path.join(import.meta.dirname, 'clock-preload.ts')).href;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Scene {
  readonly product: Product;
  readonly receiver: Receiver;
  readonly accepted: string[];
  readonly report: Report;
  readonly withinMs: number;
  setClock(offsetMs: number): Promise<void>;
}

async function post(scene: Scene, name: string, count: number): Promise<void> {
  const marks = Array.from({ length: count }, (_, n) => markOf(name, n));
  const answers = await Promise.all(marks.map((mark) => scene.product.hook('generic', genericAlert(mark))));
  scene.accepted.push(...marks.filter((_, i) => answers[i]?.status === 202));
  const refused = answers.filter(({ status }) => status !== 202).map(({ status }) => String(status));
  scene.report.check(`${count} alerts "${name}" are accepted`, refused.length === 0, `not ${sample(refused)}`);
}

/** Posts while the receiver answers 503, until it has refused some: then the others wait behind a paused destination. */
async function postInVain(scene: Scene, name: string, count: number): Promise<void> {
  const { receiver } = scene;
  receiver.manner = 'ill';
  const before = receiver.refused;
  await post(scene, name, count);
  // A destination that is paused already is not tried again for each alert.
  const isPaused = before > 0;
  const refuses = () => (isPaused || receiver.refused > before ? true : undefined);
  await until('the receiver refuses the first', refuses, scene.withinMs);
}

async function recover(scene: Scene, what: string, name: string): Promise<void> {
  const { receiver, accepted, report, withinMs } = scene;
  receiver.manner = 'well';
  const began = performance.now();
  await post(scene, name, 3);
  const left = () => missing(accepted, receiver.times);
  await until(what, () => (left().length === 0 ? true : undefined), withinMs).catch(() => undefined);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  report.check(
    `${what}: all arrive within ${withinMs / 1000} s`,
    left().length === 0,
    `after ${seconds} s missing ${sample(left())}`,
  );
}

async function lists({ product, accepted, report }: Scene): Promise<void> {
  const listed = await allAlerts(product);
  const marks = new Map(listed.flatMap(({ title }) => markIn(title) ?? []).map((mark) => [mark, 1]));
  const unlisted = missing(accepted, marks);
  report.check('the list shows all', unlisted.length === 0, `${listed.length} listed, missing ${sample(unlisted)}`);
}

async function act(scene: Scene, count: number): Promise<void> {
  const { receiver, report, accepted } = scene;
  await postInVain(scene, 'early', count);
  await scene.setClock(-HOUR_MS);
  await recover(scene, 'the clock is set back by an hour', 'backwards');
  await lists(scene);
  await scene.setClock(0);
  await postInVain(scene, 'today', count);
  await scene.setClock(DAY_MS);
  await postInVain(scene, 'tomorrow', count);
  await scene.setClock(0);
  await recover(scene, 'the clock was a day ahead and is right again', 'right');
  await lists(scene);
  report.say(
    `sent: ${accepted.length} accepted; arrived: ${receiver.times.size}, ${receiver.refused} requests were refused`,
  );
  const twice = repeated(receiver.times);
  report.check('nothing arrived twice', twice.length === 0, sample(twice));
}

const contentOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** Writes by how much the clock is off, and waits until the product's main thread has seen it. */
const setter = (file: string) => async (offsetMs: number) => {
  writeFileSync(`${file}.new`, String(offsetMs));
  renameSync(`${file}.new`, file);
  const isSet = () => (contentOf(`${file}.seen-0`) === String(offsetMs) ? true : undefined);
  await until(`the product's clock is off by ${offsetMs} ms`, isSet, 10_000);
};

/** Somebody sets the machine's clock while deliveries wait. */
export const clock: FaultRun = {
  about: 'the clock is set back by an hour, and a day ahead and back, while deliveries wait (--alerts=10)',
  async run({ alerts = 10, 'within-seconds': withinSeconds = 60 }, report) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-clock-'));
    const file = path.join(folder, 'offset');
    const receiver = await startReceiver();
    let product: Product | undefined;
    try {
      product = await startProduct({
        yaml: yamlOf({ archive: webhookTo(receiver.url) }),
        folder,
        nodeOptions: `--import ${PRELOAD}`,
        secrets: { CLOCK_OFFSET_FILE: file },
      });
      const setClock = setter(file);
      await act({ product, receiver, accepted: [], report, withinMs: withinSeconds * 1000, setClock }, alerts);
    } finally {
      await product?.kill();
      await receiver.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
