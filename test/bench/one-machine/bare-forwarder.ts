// What any forwarder on Node costs at least: answers 202 and posts the same bytes on over keep-alive connections. It
// keeps nothing and never retries. `node bare-forwarder.ts PORT SINK_URL`
import { Agent, createServer, request as send } from 'node:http';

const [port, sink = ''] = process.argv.slice(2);
const { hostname, port: sinkPort, pathname } = new URL(sink);
const agent = new Agent({ keepAlive: true, maxSockets: 50 });

function forward(body: Buffer): void {
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  send({ hostname, port: sinkPort, path: pathname, method: 'POST', agent, headers }, (answer) => answer.resume())
    .on('error', () => undefined)
    .end(body);
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(202).end();
    forward(Buffer.concat(chunks));
  });
}).listen(Number(port), '127.0.0.1');
