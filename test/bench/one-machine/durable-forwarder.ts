// The floor of a forwarder that keeps what it accepts: 202 only after the commit, then one keep-alive POST, with the
// writes that a delivery's state costs (job in; alert row and claim; completion and job out), grouped into shared
// commits. No routing, no mapping, no retry. `node durable-forwarder.ts PORT SINK_URL FILE`
import { Agent, createServer, request as send } from 'node:http';
import { DatabaseSync } from 'node:sqlite';

const [port, sink = '', file = ''] = process.argv.slice(2);
const db = new DatabaseSync(file);
db.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
  CREATE TABLE IF NOT EXISTS job(id INTEGER PRIMARY KEY, body TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS alert(id TEXT PRIMARY KEY, doc TEXT, status TEXT, due INTEGER) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS open ON alert(due) WHERE status IS NOT NULL;`);
const add = db.prepare('INSERT INTO job(body) VALUES (?)');
const record = db.prepare("INSERT INTO alert VALUES (?, ?, 'sending', ?) ON CONFLICT DO NOTHING");
const complete = db.prepare('UPDATE alert SET status = NULL, doc = ? WHERE id = ?');
const remove = db.prepare('DELETE FROM job WHERE id = ?');

type Work = () => number;
let waiting: { readonly work: Work; readonly resolve: (result: number) => void }[] = [];

/** One commit for all that asked for one since the last: the promise settles when it is on the disk. */
const write = (work: Work): Promise<number> =>
  new Promise((resolve) => {
    if (waiting.push({ work, resolve }) === 1) setImmediate(flush);
  });

function flush(): void {
  const batch = waiting;
  waiting = [];
  db.exec('BEGIN IMMEDIATE');
  const results = batch.map(({ work }) => work());
  db.exec('COMMIT');
  for (const [i, { resolve }] of batch.entries()) resolve(results[i] ?? 0);
}

const { hostname, port: sinkPort, pathname } = new URL(sink);
const agent = new Agent({ keepAlive: true, maxSockets: 20 });

const post = (body: string): Promise<number> =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const target = { agent, host: hostname, port: sinkPort, path: pathname, method: 'POST', headers };
    const request = send(target, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    request.on('error', () => resolve(0));
    request.end(body);
  });

async function forward(job: number, body: string): Promise<void> {
  const alert = JSON.parse(body) as { readonly id: string };
  const doc = JSON.stringify({ ...alert, receivedAt: Date.now() });
  await write(() => Number(record.run(alert.id, doc, Date.now()).changes));
  if ((await post(doc)) !== 200) return;
  await write(() => {
    complete.run(doc, alert.id);
    return Number(remove.run(job).changes);
  });
}

createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', async () => {
    const job = await write(() => Number(add.run(body).lastInsertRowid));
    response.writeHead(202).end();
    await forward(job, body);
  });
}).listen(Number(port), '127.0.0.1');
