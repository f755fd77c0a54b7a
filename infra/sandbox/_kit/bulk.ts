import { isIP } from 'node:net';
import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { at, fieldsAt, listAt, parseJson, textAt } from './json.ts';
import {
  type Answer,
  alertIdsIn,
  type Item,
  json,
  line,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from './receiver.ts';

/** What Elasticsearch and OpenSearch have in common: documents by index and id, written through `_bulk`. */

export interface BulkSettings {
  /** What is wrong with the credential, in words. */
  credentialProblem(request: SandboxRequest): string | undefined;
  /** How that is said. */
  denied(problem: string): Answer;
}

// The smaller instances of AWS: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html
const CONTENT_MAX_BYTES = 10 * 1024 * 1024;
const ID_MAX_BYTES = 512;
const FIELDS_MAX = 1000;
const DOCUMENTS_MAX = 20_000;

const error = (status: number, type: string, reason: string): Answer =>
  json(status, { error: { root_cause: [{ type, reason }], type, reason }, status });

const no = (status: number, type: string, reason: string): Verdict =>
  refuse('bulk', error(status, type, reason), reason);

interface Pair {
  readonly id: string;
  readonly operation: string;
  readonly document: Fields | undefined;
}

const operations = new Set(['create', 'index']);

function pairOf(action: string, source: string): Pair | undefined {
  const parsed = parseJson(action)?.value;
  const [operation = ''] = isFields(parsed) ? Object.keys(parsed) : [];
  if (!operations.has(operation) || fieldsAt(parsed, operation) === undefined) return undefined;
  const document = parseJson(source)?.value;
  return {
    id: textAt(parsed, operation, '_id') ?? crypto.randomUUID(),
    operation,
    document: isFields(document) ? document : undefined,
  };
}

/** The body's pairs, or what Elasticsearch says of one that it cannot read. */
function pairsIn(text: string): readonly Pair[] | string {
  if (!text.endsWith('\n')) return 'The bulk request must be terminated by a newline [\\n]';
  const lines = text.slice(0, -1).split('\n');
  const actions = lines.filter((_, i) => i % 2 === 0);
  const pairs = actions.map((action, i) => pairOf(action, lines[2 * i + 1] ?? ''));
  const bad = pairs.indexOf(undefined);
  return bad < 0
    ? pairs.filter((pair) => pair !== undefined)
    : `Malformed action/metadata line [${2 * bad + 1}], expected field [create], [delete], [index] or [update]`;
}

const fieldCount = (value: unknown): number =>
  isFields(value) ? Object.values(value).reduce<number>((sum, inner) => sum + fieldCount(inner), 0) : 1;

const addresses = [
  ['source', 'ip'],
  ['destination', 'ip'],
  ['host', 'ip'],
  ['related', 'ip'],
] as const;

const badAddress = (document: Fields): string | undefined =>
  addresses
    .filter((path) => [at(document, ...path) ?? []].flat().some((value) => isIP(String(value)) === 0))
    .map((path) => `failed to parse field [${path.join('.')}] of type [ip]`)[0];

/** What the mapping says of a document, as type and reason. */
function documentError({ id, operation, document }: Pair, index: string): readonly [string, string] | undefined {
  const isStream = index.startsWith('logs-');
  if (isStream && operation !== 'create')
    return ['illegal_argument_exception', 'only write ops with an op_type of create are allowed in data streams'];
  if (Buffer.byteLength(id) > ID_MAX_BYTES)
    return ['illegal_argument_exception', 'id is too long, must be no longer than 512 bytes'];
  if (document === undefined) return ['document_parsing_exception', '[1:1] failed to parse'];
  const time = at(document, '@timestamp');
  if (time === undefined && isStream)
    return ['document_parsing_exception', 'data stream timestamp field [@timestamp] is missing'];
  if (time !== undefined && Number.isNaN(Date.parse(String(time))))
    return ['document_parsing_exception', 'failed to parse field [@timestamp] of type [date]'];
  if (fieldCount(document) > FIELDS_MAX)
    return ['illegal_argument_exception', `Limit of total fields [${FIELDS_MAX}] has been exceeded`];
  const address = badAddress(document);
  return address === undefined ? undefined : ['document_parsing_exception', address];
}

interface Stored {
  readonly result: Fields;
  /** Nothing when it is not there now. */
  readonly item?: Item;
}

const failure = (id: string, index: string, status: number, type: string, reason: string): Stored => ({
  result: { create: { _index: index, _id: id, status, error: { type, reason, index } } },
});

const itemOf = (index: string, id: string, document: Fields, arrived: boolean): Item => ({
  summary: line(textAt(document, 'rule', 'name') ?? textAt(document, 'message')),
  body: { _index: index, _id: id, _source: document },
  alertIds: alertIdsIn(document),
  arrived,
});

function store(pair: Pair, index: string, known: Set<string>): Stored {
  const { id, document = {} } = pair;
  const wrong = documentError(pair, index);
  if (wrong !== undefined) return failure(id, index, 400, ...wrong);
  const key = `${index} ${id}`;
  if (known.has(key)) {
    const reason = `[${id}]: version conflict, document already exists (current version [1])`;
    return {
      ...failure(id, index, 409, 'version_conflict_engine_exception', reason),
      item: itemOf(index, id, document, false),
    };
  }
  known.add(key);
  if (known.size > DOCUMENTS_MAX) known.delete(known.values().next().value ?? key);
  return {
    result: { create: { _index: index, _id: id, _version: 1, result: 'created', _seq_no: known.size, status: 201 } },
    item: itemOf(index, id, document, true),
  };
}

const full = ({ id }: Pair, index: string): Stored =>
  failure(id, index, 429, 'es_rejected_execution_exception', 'rejected execution of primary operation');

/** 200 in any case: what became of a document is said of each. */
function write(pairs: readonly Pair[], index: string, known: Set<string>, keep = Number.POSITIVE_INFINITY): Verdict {
  const stored = pairs.map((pair, i) => (i < keep ? store(pair, index, known) : full(pair, index)));
  const items = stored.flatMap(({ item }) => (item === undefined ? [] : [item]));
  const results = stored.map(({ result }) => result);
  const lost = stored.length - items.length;
  const answer = json(200, {
    took: 3,
    errors: results.some((one) => at(one, 'create', 'error') !== undefined),
    items: results,
  });
  return lost === 0
    ? { operation: 'bulk', ok: true, answer, items }
    : { operation: 'bulk', ok: false, answer, problem: `${lost} of ${stored.length} documents not stored`, items };
}

const types = /^application\/(x-ndjson|json)\b/;

function bulk(request: SandboxRequest, index: string, known: Set<string>): Verdict {
  const { bytes, text, headers, keepEvents } = request;
  const type = headers['content-type'] ?? '';
  if (!types.test(type)) return no(406, 'content_type_exception', `Content-Type header [${type}] is not supported`);
  if (bytes.length > CONTENT_MAX_BYTES)
    return refuse('bulk', json(413, { Message: `Request size exceeded ${CONTENT_MAX_BYTES} bytes` }), 'too large');
  if (!/^[^A-Z\\/*?"<>| ,#:_+-][^A-Z\\/*?"<>| ,#:]*$/.test(index))
    return no(400, 'invalid_index_name_exception', `Invalid index name [${index}]`);
  const pairs = pairsIn(text);
  return typeof pairs === 'string'
    ? no(400, 'illegal_argument_exception', pairs)
    : write(pairs, index, known, keepEvents);
}

/** An index and a data stream store that makes what it is written to, and knows a document by its id. */
export function bulkStore({ credentialProblem, denied }: BulkSettings): Receiver {
  const known = new Set<string>();
  return {
    handle(request) {
      const problem = credentialProblem(request);
      if (problem !== undefined) return refuse('bulk', denied(problem), problem);
      const [, index] = /^\/([^/]+)\/_bulk$/.exec(request.path) ?? [];
      if (index === undefined || !['POST', 'PUT'].includes(request.method))
        return no(404, 'index_not_found_exception', `no handler found for uri [${request.path}]`);
      return bulk(request, decodeURIComponent(index), known);
    },
    expired: () => denied('the credential has ended'),
  };
}

export const securityException = (reason: string): Answer => error(401, 'security_exception', reason);

/** What an analyst sees first. */
export function firstFields(document: unknown): (readonly [string, unknown])[] {
  const text = (...path: string[]) => [path.join('.'), textAt(document, ...path)] as const;
  const list = (...path: string[]) => [path.join('.'), listAt(document, ...path).join(', ')] as const;
  return [
    text('@timestamp'),
    text('rule', 'name'),
    text('tocsin', 'severity'),
    text('event', 'kind'),
    text('event', 'action'),
    text('event', 'outcome'),
    text('source', 'ip'),
    text('user', 'name'),
    text('process', 'executable'),
    text('host', 'name'),
    text('url', 'original'),
    list('threat', 'technique', 'id'),
    text('event', 'provider'),
    text('event', 'id'),
    list('tags'),
  ];
}
