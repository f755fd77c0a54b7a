import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { OutboundRequest, OutboundResponse } from '../../../domain/outbound.ts';
import {
  delivered,
  type Outcome,
  reducible,
  refused,
  rejected,
  retry,
  unconfirmed,
  unknown,
} from '../../../domain/outcome.ts';
import { type Fields, isFields } from '../../../domain/values/json-fields.ts';
import { withoutSlash } from '../../../domain/values/text.ts';
import { urlPart } from '../../../domain/values/url-part.ts';
import type { Limit, Rendered } from '../define-destination.ts';
import { ecs } from '../formats/ecs/index.ts';
import { isSuccess, retryAfterSeconds } from '../http/http-status.ts';
import { withoutHalves } from './json-line.ts';
import { judgeIntake, judgeTogether } from './judge-batch.ts';
import { fitted } from './shrink-to-fit.ts';

/** The bulk API that Elasticsearch and OpenSearch have in common, written to with `create` alone. */

/** Small batches are quickly sent again; the smaller instances of AWS take 10 MiB at most. */
export const BULK_ITEMS = 200;
export const BULK_BYTES = 5_000_000;
/** https://docs.opensearch.org/latest/api-reference/document-apis/bulk/ */
const ID_MAX_BYTES = 512;
const DOCUMENT_BYTES = BULK_BYTES - 1000;

const nameRules = [
  (name: string) => /^[^\s\\/*?"<>|,#:A-Z]+$/.test(name),
  (name: string) => !/^[-_+]|^\.{1,2}$/.test(name),
  (name: string) => Buffer.byteLength(name) <= 255,
];

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-create */
export const IndexName = z.string().check(
  z.refine((name) => nameRules.every((isGood) => isGood(name)), {
    error:
      'is not the name of a data stream, an index or an alias: expected lower case, at most 255 bytes, ' +
      'none of \\ / * ? " < > | , # : and blanks, and none of - _ + at its start',
  }),
);

/** The same document under the same name, however often it is sent. */
function documentId({ alert }: Rendered): string {
  const isPlain = /^[\w.:-]+$/.test(alert.id) && alert.id.length <= ID_MAX_BYTES;
  return isPlain ? alert.id : createHash('sha256').update(alert.id).digest('hex');
}

/** An action and its document, a line each; the last line ends too. */
function linesOf(item: Rendered): string {
  const document = fitted(item.alert, DOCUMENT_BYTES, (alert) => withoutHalves(ecs(alert, item.attempt).body));
  return `${JSON.stringify({ create: { _id: documentId(item) } })}\n${document}\n`;
}

/** Where to, and as whom. */
export interface Bulk {
  readonly url: string;
  readonly index: string;
  readonly authorization?: string | undefined;
  readonly auth?: OutboundRequest['auth'] | undefined;
}

/** A request to `POST /{index}/_bulk`. */
export function bulkRequest(items: readonly Rendered[], { url, index, authorization, auth }: Bulk): OutboundRequest {
  return {
    method: 'POST',
    url: `${withoutSlash(url)}/${urlPart(index)}/_bulk`,
    headers: {
      'content-type': 'application/x-ndjson',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: items.map(linesOf).join(''),
    ...(auth === undefined ? {} : { auth }),
  };
}

/** What concerns every document alike: the target is missing, closed or not to be written to. */
const refusals = new Set([
  'index_not_found_exception',
  'invalid_index_name_exception',
  'index_closed_exception',
  'cluster_block_exception',
  'security_exception',
  'invalid_alias_name_exception',
  'no_such_remote_cluster_exception',
]);
/** The errors that name a field of the document. */
const faults = new Set(['document_parsing_exception', 'mapper_parsing_exception', 'strict_dynamic_mapping_exception']);
/** Errors with many causes: a pipeline that is not there, an alias without a write index, too many fields in the mapping. */
const ambiguous = new Set(['illegal_argument_exception', 'parsing_exception', 'illegal_state_exception']);
const CONFLICT = 'version_conflict_engine_exception';

interface Item {
  readonly status: number;
  readonly type: string;
  readonly reason: string;
  readonly failureStore: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function itemOf(value: unknown): Item | undefined {
  const create = isFields(value) ? value['create'] : undefined;
  if (!isFields(create) || typeof create['status'] !== 'number') return undefined;
  const error: Fields = isFields(create['error']) ? create['error'] : {};
  return {
    status: create['status'],
    type: textOf(error['type']),
    reason: textOf(error['reason']),
    failureStore: textOf(create['failure_store']),
  };
}

/** Only names that are known: an error may quote what was sent. */
const nameOf = ({ type, status }: Item): string => (faults.has(type) || ambiguous.has(type) ? type : `http_${status}`);

/** A term above Lucene's limit is in the document, though the error's name has other causes as well. */
const isOfDocument = ({ type, reason }: Item): boolean => faults.has(type) || /immense term/i.test(reason);

/** The index takes no more names, which labels and facts make where nobody installed the index template. */
const isOfNames = ({ reason }: Item): boolean => /^Limit of total fields/.test(reason);

/** An error that concerns the target or the credential, by its name or, for serverless collections, by its text. */
function refusalOf({ status, type, reason }: Item): string | undefined {
  if (refusals.has(type)) return type;
  if (/document id is not supported/i.test(reason)) return 'document_id_not_supported';
  return status === 401 || status === 403 || status === 404 ? `http_${status}` : undefined;
}

function judgeFailure(item: Item, response: OutboundResponse): Outcome {
  const { status } = item;
  if (status === 429) return retry('rate_limited', retryAfterSeconds(response));
  const refusal = refusalOf(item);
  if (refusal !== undefined && status < 500) return refused(refusal);
  if (status >= 500) return retry(nameOf(item));
  if (isOfDocument(item)) return reducible(rejected(nameOf(item)));
  return isOfNames(item) ? reducible(retry(nameOf(item))) : retry(nameOf(item));
}

/** 409 for `create`: a document of this id is stored already. */
const isStored = ({ status, type }: Item): boolean => status === 409 && (type === CONFLICT || type === '');

/**
 * One in the failure store is kept, but where no rule and no search finds it, and another attempt would store it there
 * once more (https://www.elastic.co/docs/manage-data/data-store/data-streams/failure-store).
 */
function judgeItem(item: Item | undefined, response: OutboundResponse): Outcome {
  if (item === undefined) return unknown('unclassified_response');
  if (item.failureStore === 'used') return rejected('in_failure_store');
  const isTaken = item.status >= 200 && item.status < 300;
  return isTaken || isStored(item) ? delivered() : judgeFailure(item, response);
}

function parsedOf({ body }: OutboundResponse): Fields {
  try {
    const parsed: unknown = JSON.parse(body);
    return isFields(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** A request that was not read at all; its error may still concern the target rather than what was sent. */
function judgeUnread(response: OutboundResponse): Outcome {
  const { error } = parsedOf(response);
  const type = isFields(error) ? textOf(error['type']) : '';
  return response.status < 500 && refusals.has(type) ? refused(type) : judgeIntake(response);
}

/**
 * An outcome for each document, in order: `items` "contains the result of each operation in the bulk request, in the
 * order they were submitted"; 200 says only that the request was read
 * (https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk). A list of another length does not say
 * which documents it is about.
 */
export function judgeBulk(response: OutboundResponse, items: readonly unknown[]): Outcome[] {
  if (!isSuccess(response)) return judgeTogether(judgeUnread(response), response, items);
  const found = parsedOf(response)['items'];
  if (!Array.isArray(found)) return items.map(() => unconfirmed('unexpected_body'));
  if (found.length !== items.length) return items.map(() => unknown('unexpected_items'));
  return found.map((value) => judgeItem(itemOf(value), response));
}

/** The same for a single document. */
export const judgeOne = (response: OutboundResponse): Outcome =>
  judgeBulk(response, [response])[0] ?? unconfirmed('unexpected_body');

/** What a request may hold, by the page that says so. */
export const bulkLimit = (docs: string): Limit => ({
  what: 'request, by our own choice: clusters take 10 or 100 MB',
  max: BULK_BYTES,
  unit: 'bytes',
  docs,
  measure: ({ body = '' }) => Buffer.byteLength(body),
});
