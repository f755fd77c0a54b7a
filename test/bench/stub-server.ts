// Answers every SendMessage at once, in a process of its own, so that its work is not counted.
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { listen } from '../bundles/loopback.ts';

const { host } = await listen(async (request, response) => {
  const { MessageBody = '' } = JSON.parse(await text(request));
  const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ MessageId: 'm', MD5OfMessageBody }));
});
process.send?.(host);
