import type { OutboundResponse } from '../../lambdas/domain/outbound.ts';

export const answer = (status: number, body: string, headers: Record<string, string> = {}): OutboundResponse => ({
  at: Date.UTC(2026, 10, 21, 3, 7, 12),
  status,
  headers,
  body,
});

/** Every status that an HTTP client can be answered with, and some that none should be. */
export const statuses: readonly number[] = [...Array.from({ length: 500 }, (_, i) => i + 100), 600, 999];

/** Answers in which no vendor says anything. */
export const withoutWords = {
  empty: { body: '', headers: {} },
  html: { body: '<!doctype html><html><title>Sign in</title></html>', headers: { 'content-type': 'text/html' } },
  json: { body: '{"gateway":"edge-7","healthy":true}', headers: { 'content-type': 'application/json' } },
} as const;

const DEPTH = 5000;
const fields = ['error', 'errors', 'items', 'Entries', 'issues', 'messages', 'result', 'fields', 'transitions'];
const ids = ['id', 'key', 'number', 'iid', 'sys_id', 'requestId', 'dedup_key', 'deduplication_key', 'MessageId', 'ts'];
const withAll = (names: readonly string[], value: unknown): string =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, value])));

/** What no vendor documents: other types where a text or a list is expected, halves of characters, depth, length. */
export const hostileBodies: readonly string[] = [
  ...Object.values(withoutWords).map(({ body }) => body),
  ...['null', 'true', '0', '""', '[]', '{}', '[null]', '{"ok":true}', '{"ok":false}', '{"ok":false,"error":{}}'],
  ...[null, 1, 'x', [], {}, [null, 1, 'x', {}, []], { length: 3 }].map((value) => withAll(fields, value)),
  ...[null, -1, 1e21, '', '\ud800', '../../x', 'x\r\ny: z', {}, []].map((value) => withAll(ids, value)),
  '{"__proto__":{"ok":true},"constructor":1,"hasOwnProperty":2}',
  '{"result":{"sys_id":"\ud800","number":null},"state":"closed","items":[{"index":null},{"create":[]}]}',
  `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`,
  `{"error":{"details":${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}}}`,
  `<Error><Code>${'A'.repeat(70)}</Code><Message>&lt;`,
  '\ufeff{"ok":true}',
  '{"ok":tr',
  '\0\0',
  'ok '.repeat(100_000),
];

/** Statuses that decide between the ways in which an answer is read. */
export const decisive = [100, 200, 201, 202, 204, 207, 250, 302, 400, 401, 403, 404, 409, 410, 413, 422, 429, 500, 504];

/** Receipts as they may stand in the table: of another version, or damaged. */
export const hostileReceipts = ['', '0', '\ud800', '../../admin', 'a/b?c#d', 'x\r\ny: z', '😀'.repeat(300)];
