import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnLoopback } from '../emulators/loopback.ts';

/** A receiver that accepts whatever it is sent, in the words of Splunk, Elasticsearch and Slack. */
export async function startReceiver() {
  let requests = 0;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    requests += 1;
    const path = request.url ?? '';
    response.setHeader('content-type', 'application/json');
    if (path.endsWith('/_bulk')) {
      const count = body.toString('utf8').trim().split('\n').length / 2;
      const items = Array.from({ length: count }, () => ({ create: { status: 201, _id: 'a' } }));
      response.end(JSON.stringify({ errors: false, took: 1, items }));
    } else if (path.startsWith('/slack')) response.setHeader('content-type', 'text/html').end('ok');
    else response.end(JSON.stringify({ text: 'Success', code: 0 }));
  });
  return { ...(await listenOnLoopback(server)), requests: () => requests };
}
