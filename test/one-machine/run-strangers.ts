import { connect, type Socket } from 'node:net';
import { until } from '../until.ts';
import { genericAlert, markOf, webhookTo, yamlOf } from './alerts.ts';
import { watchMemory } from './processes.ts';
import { type Product, startProduct } from './product.ts';
import { startReceiver } from './receiver.ts';
import type { FaultRun } from './report.ts';

const HEAD = (bytes: number): string =>
  `POST /v1/hooks/nobody HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`;

const PIECE = Buffer.alloc(64 * 1024, 0x20);

interface Stranger {
  readonly socket: Socket;
  sent: number;
  answered: boolean;
  closed: boolean;
}

/** Sends so many megabytes of a body that is a megabyte longer, and then waits with the connection open. */
function come(port: number, megabytes: number): Stranger {
  const socket = connect(port, '127.0.0.1');
  const stranger: Stranger = { socket, sent: 0, answered: false, closed: false };
  const total = megabytes * 1024 * 1024;
  const more = (): void => {
    while (stranger.sent < total && !stranger.closed) {
      stranger.sent += PIECE.length;
      if (!socket.write(PIECE)) return;
    }
  };
  socket.on('drain', more);
  socket.on('data', () => {
    stranger.answered = true;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    stranger.closed = true;
  });
  socket.on('connect', () => {
    socket.write(HEAD(total + 1024 * 1024));
    more();
  });
  return stranger;
}

/** Ordinary work first: what the runtime takes for itself is not what strangers take. */
async function warmUp(product: Product, alerts: number, arrived: () => number): Promise<void> {
  for (let n = 0; n < alerts; n += 1) await product.hook('generic', genericAlert(markOf('warm', n)));
  await until('the first alerts arrive', () => (arrived() >= alerts ? true : undefined), 60_000);
}

/** People without a credential send large bodies to a hook that is not there. */
export const strangers: FaultRun = {
  about:
    '60 strangers with 9 MB each at an unknown hook: memory grows by less than 50 MB (--connections=60 --megabytes=9)',
  async run({ connections = 60, megabytes = 9, alerts = 100 }, report) {
    const receiver = await startReceiver();
    const product = await startProduct({ yaml: yamlOf({ archive: webhookTo(receiver.url) }) });
    try {
      await warmUp(product, alerts, () => receiver.times.size);
      const memory = watchMemory(product.pid, 50);
      const all = Array.from({ length: connections }, () => come(product.port, megabytes));
      const total = megabytes * 1024 * 1024;
      // Whoever is refused early cannot send the rest.
      const areDone = () =>
        all.every(({ sent, closed, answered }) => sent >= total || closed || answered) ? true : undefined;
      await until('every stranger has sent or was refused', areDone, 60_000).catch(() => undefined);
      const began = performance.now();
      const { status } = await product.hook('generic', genericAlert(markOf('meanwhile', 1)));
      const answerMs = performance.now() - began;
      const arrived = () => (receiver.times.has(markOf('meanwhile', 1)) ? true : undefined);
      await until('the alert among them arrives', arrived, 30_000).catch(() => undefined);
      memory.stop();
      const count = (is: (each: Stranger) => boolean) => all.filter(is).length;
      const mb = all.reduce((sum, { sent }) => sum + sent, 0) / 1024 / 1024;
      report.say(
        `sent: ${connections} connections, ${mb.toFixed(0)} MB; ${count(({ answered }) => answered)} were answered, ${count(({ closed }) => closed)} closed`,
      );
      report.say(`memory: ${memory.firstMb.toFixed(0)} MB before, at most ${memory.maxMb().toFixed(0)} MB`);
      report.check('memory grows by less than 50 MB', memory.growthMb() < 50, `${memory.growthMb().toFixed(0)} MB`);
      report.check(
        'a known sender is served meanwhile',
        status === 202 && arrived() === true,
        `${status} after ${answerMs.toFixed(0)} ms`,
      );
      for (const { socket } of all) socket.destroy();
    } finally {
      await product.remove();
      await receiver.close();
    }
  },
};
