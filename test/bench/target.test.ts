/** The load and the receiver of the benchmark around a forwarder that is there already. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { falco } from '../../lambdas/sources/falco/index.ts';
import { freePort } from '../free-port.ts';
import { alertsOf } from '../sources/read.ts';
import { bodyForms, formNames } from './one-machine/body-forms.ts';
import { startSystem } from './one-machine/systems.ts';
import { measureTarget, targetTable } from './one-machine/target.ts';

const short = { seconds: 0.2, leastAlerts: 10, warmSeconds: 0.2, stallMs: 1_000 };

/** A server that takes everything and sends nothing on. */
async function withServer(status: number, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    await work(`http://127.0.0.1:${port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a forwarder at an address', () => {
  it.each(formNames)('gets alerts in the form %s, and their way to the receiver is measured', async (form) => {
    const receiverPort = await freePort();
    const system = await startSystem('bare', `http://127.0.0.1:${receiverPort}/hook`);
    try {
      const found = await measureTarget({ ...short, url: system.hookUrl, form, receiverPort, pid: system.pid });
      expect([...found.byRate.keys()]).toEqual([20, 100, 500]);
      for (const { accepted, lost, p50 } of found.byRate.values()) {
        expect(accepted).toBeGreaterThanOrEqual(10);
        expect(lost).toBe(0);
        expect(p50).toBeGreaterThan(0);
      }
      expect(found.process?.residentMb).toBeGreaterThan(10);
      expect(targetTable(found)).toMatch(/never arrived[\s\S]*│ 500 +│ 100 +│ 0[\s\S]*CPU: \d.* s for 1,000 alerts/);
    } finally {
      await system.stop();
    }
  });

  it('that refuses all is reported with what was posted to it', async () => {
    const receiverPort = await freePort();
    await withServer(400, async (url) => {
      await expect(measureTarget({ ...short, url, form: 'falco', receiverPort })).rejects.toThrow(
        `--target: ${url} answered no post with 2xx: is it there, and does it take --form falco?`,
      );
    });
  });

  it('that sends nothing on is reported with where it should', async () => {
    const receiverPort = await freePort();
    await withServer(200, async (url) => {
      await expect(measureTarget({ ...short, url, form: 'generic', receiverPort })).rejects.toThrow(
        `none arrived at http://127.0.0.1:${receiverPort}/hook: configure it to post there`,
      );
    });
  });
});

it('an event in the form of Falco is one alert of the source type falco', () => {
  const alerts = alertsOf(falco, JSON.parse(bodyForms.falco('mark-form-17')));
  expect(alerts).toHaveLength(1);
  expect(JSON.stringify(alerts)).toContain('mark-form-17');
});

it('every form is JSON that carries its mark', () => {
  for (const form of formNames) {
    const body = bodyForms[form]('mark-form-17');
    expect(JSON.stringify(JSON.parse(body))).toContain('mark-form-17');
  }
});
