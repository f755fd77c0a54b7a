import path from 'node:path';
import * as z from 'zod/mini';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { PROBLEM, problemResponse } from './problem-response.ts';
import * as schemas from './schemas.ts';

const Request = z.strictObject({
  file: z.string().check(z.describe('The new file, by its absolute path on the machine that Tocsin runs on.')),
});

const wrong = (detail: string): Response => problemResponse({ status: 400, title: 'Invalid backup', detail });

async function writeBackup(file: string, { backup, log }: Pick<Ports, 'backup' | 'log'>): Promise<Response> {
  if (backup === undefined)
    return problemResponse({
      status: 404,
      title: 'No backup here',
      detail: 'only one machine writes backups; on AWS use the point-in-time recovery of the DynamoDB table',
    });
  if (!path.isAbsolute(file))
    return wrong('file: name the new file by its absolute path on the machine that Tocsin runs on');
  try {
    const report = await backup(file);
    log('store.backup_written', { ...report, missing: report.missing.length });
    return Response.json(report, { status: 201 });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : 'the backup failed');
  }
}

/** `POST /v1/backup`: one machine writes a consistent copy of its store into a new file of its own disk. */
export const backupEndpoints = (ports: Pick<Ports, 'backup' | 'log'>): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/v1/backup',
    id: 'writeBackup',
    summary: 'One machine only: writes a copy of its store into a new file',
    body: { schema: Request, example: { file: '/var/backups/tocsin-2026-11-21.db' } },
    answers: {
      201: { description: 'The file was written.', schema: schemas.Backup },
      404: { description: 'This installation writes no backups.', schema: schemas.Problem, mediaType: PROBLEM },
    },
    handle: ({ body }) => writeBackup(body.file, ports),
  }),
];
