import { type ChildProcess, fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { compose } from '../../lambdas/functions/ingest/compose.ts';
import { restEvent } from '../bundles/rest-event.ts';
import { bodyOf } from '../conformance/source-cases.ts';
import { median } from './cold-start.ts';

const QUEUE = 'https://sqs.us-east-1.amazonaws.com/0/webhooks';
const TOKEN = 'bench-token';

export interface IngestCpu {
  readonly what: string;
  readonly ingestMs: number;
  readonly floorMs: number;
}

/** CPU milliseconds that one call takes, over `count` calls one after the other. */
async function cpuOf(call: () => Promise<unknown>, count: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / count;
}

/** What nobody can do without: read the body, check a signature over it, send it. */
function floorOf(endpoint: string, body: Buffer): () => Promise<unknown> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials, useQueueUrlAsEndpoint: false });
  return () => {
    JSON.parse(body.toString('utf8'));
    createHmac('sha256', TOKEN).update(body).digest('hex');
    return client.send(new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: body.toString('utf8') }));
  };
}

function ingestOf(endpoint: string, body: Buffer, dir: string): () => Promise<unknown> {
  mkdirSync(dir, { recursive: true });
  const config = path.join(dir, 'ingest.json');
  const auth = { scheme: 'bearer', secrets: [`\${HOOK_TOKEN}`] };
  writeFileSync(config, JSON.stringify({ sources: { bench: { type: 'akto', auth, successStatus: 202 } } }));
  const variables = {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_SQS: endpoint,
    TOCSIN_CONFIG: config,
    TOCSIN_WEBHOOKS_QUEUE: QUEUE,
    TOCSIN_BUCKET: 'bench',
    HOOK_TOKEN: TOKEN,
  };
  // A line is made as in the function, but kept from the screen.
  const handler = compose(variables, (event, fields) => void JSON.stringify({ event, ...fields }));
  const event = restEvent('POST', '/v1/hooks/bench', TOKEN, body);
  return async () => {
    const { statusCode } = await handler(event);
    if (statusCode !== 202) throw new Error(`ingest answered ${statusCode}`);
  };
}

async function startStub(): Promise<{ readonly endpoint: string; readonly child: ChildProcess }> {
  const child = fork(path.join(import.meta.dirname, 'stub-server.ts'));
  const [host] = await once(child, 'message');
  return { endpoint: `http://${host}`, child };
}

/** Medians over interleaved rounds, after a warm-up. */
export async function ingestCpu(dir: string, rounds: number): Promise<IngestCpu[]> {
  const { endpoint, child } = await startStub();
  const one = bodyOf('akto', 'activity-export-batch');
  const many = Buffer.from(JSON.stringify(Array.from({ length: 40 }, () => JSON.parse(one.toString('utf8'))).flat()));
  const results: IngestCpu[] = [];
  for (const { body, count } of [
    { body: one, count: 300 },
    { body: many, count: 60 },
  ]) {
    const ingest = ingestOf(endpoint, body, dir);
    const floor = floorOf(endpoint, body);
    const times = { ingest: [] as number[], floor: [] as number[] };
    for (let i = 0; i <= rounds; i++) {
      const ms = { floor: await cpuOf(floor, count), ingest: await cpuOf(ingest, count) };
      if (i === 0) continue;
      times.floor.push(ms.floor);
      times.ingest.push(ms.ingest);
    }
    const what = `${(body.length / 1024).toFixed(1)} kB`;
    results.push({ what, ingestMs: median(times.ingest), floorMs: median(times.floor) });
  }
  child.kill();
  return results;
}
