import path from 'node:path';
import { Hono } from 'hono';
import * as z from 'zod/mini';
import type { Ports } from './ports.ts';
import { problemResponse } from './problem-response.ts';

const Request = z.strictObject({ file: z.string() });

const wrong = (detail: string): Response => problemResponse({ status: 400, title: 'Wrong backup', detail });

/** `POST /v1/backup`: one machine writes a consistent copy of its store into a new file of its own disk. */
export function backups({ backup, log }: Pick<Ports, 'backup' | 'log'>): Hono {
  const app = new Hono();
  app.post('/', async (c) => {
    if (backup === undefined)
      return problemResponse({
        status: 404,
        title: 'No backup here',
        detail: 'only one machine writes backups; on AWS use the point-in-time recovery of the DynamoDB table',
      });
    const { data } = Request.safeParse(await c.req.json().catch(() => undefined));
    if (data === undefined || !path.isAbsolute(data.file))
      return wrong('file: name the new file by its absolute path on the machine that Tocsin runs on');
    try {
      const report = await backup(data.file);
      log('store.backup_written', { ...report, missing: report.missing.length });
      return c.json(report, 201);
    } catch (error) {
      return wrong(error instanceof Error ? error.message : 'the backup failed');
    }
  });
  return app;
}
