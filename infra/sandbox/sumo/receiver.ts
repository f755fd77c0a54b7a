import { at, parseJson, textAt } from '../_kit/json.ts';
import {
  alertIdsIn,
  type Item,
  line,
  plain,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

export const SUMO_PATH = '/receiver/v1/http/sandbox-sumo-token==';

/** Longer messages are sliced: https://help.sumologic.com/docs/search/get-started-with-search/search-basics/search-large-messages/ */
const MESSAGE_MAX_BYTES = 65_536;
// https://help.sumologic.com/docs/send-data/hosted-collectors/http-source/logs-metrics/#data-payload-considerations
const REQUEST_MAX_BYTES = 1024 * 1024;

const metrics = /^application\/vnd\.sumologic\.(carbon2|graphite|prometheus)/;

/** What a message is seen as: its JSON where it is one, and still whole. */
function itemOf(message: string): Item {
  const body = parseJson(message)?.value ?? message;
  return {
    summary: line(textAt(body, 'event', 'title') ?? textAt(body, 'event', 'message') ?? message),
    body,
    alertIds: alertIdsIn(body),
    arrived: Buffer.byteLength(message) <= MESSAGE_MAX_BYTES && at(body, 'timestamp') !== undefined,
  };
}

function collect({ text, bytes, headers, keepEvents }: SandboxRequest): Verdict {
  if (bytes.length > REQUEST_MAX_BYTES) return refuse('logs', plain(413, 'Request Entity Too Large'), 'more than 1 MB');
  if (metrics.test(headers['content-type'] ?? '')) return refuse('metrics', plain(200, ''), 'taken for metrics');
  const messages = text.split(/\r?\n/).filter((message) => message !== '');
  const kept = messages.slice(0, keepEvents);
  const items = kept.map(itemOf);
  const verdict = { operation: 'logs', items };
  if (kept.length < messages.length)
    return { ...verdict, ok: false, answer: plain(408, 'Request Timeout'), problem: `timed out after ${kept.length}` };
  const lost = items.filter(({ arrived }) => !arrived).length;
  return lost === 0
    ? { ...verdict, ok: true, answer: plain(200, '') }
    : { ...verdict, ok: false, answer: plain(200, ''), problem: `${lost} messages sliced or without a time` };
}

/** An HTTP source of a hosted collector, by its secret URL. */
export function sumo(): Receiver {
  return {
    handle(request) {
      if (request.path !== SUMO_PATH)
        return refuse('logs', plain(401, 'Unauthorized'), 'a URL token that is not known');
      return request.method === 'POST'
        ? collect(request)
        : refuse('logs', plain(405, 'Method Not Allowed'), 'POST only');
    },
    expired: () => plain(401, 'Unauthorized'),
  };
}
