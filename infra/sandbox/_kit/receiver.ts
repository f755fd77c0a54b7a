import { truncate } from '../../../lambdas/domain/values/text.ts';
import { strings } from './json.ts';

/** A request as a receiver sees it; header names are lower-case, `path` starts below the receiver's own prefix. */
export interface SandboxRequest {
  /** Epoch ms. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** A fault's wish: stop after this many events of a batch. */
  readonly keepEvents?: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One thing a request brought: a message, an issue, an event. */
export interface Item {
  readonly summary: string;
  readonly body: unknown;
  readonly alertIds: readonly string[];
  /** It is new to the reader (not an update, a look, or a repeat under a known key), and counts as arrived. */
  readonly arrived: boolean;
}

/** What the vendor made of a request. `ok` is the truth, also where the vendor answers before it knows (Teams). */
export interface Verdict {
  readonly operation: string;
  readonly ok: boolean;
  readonly answer: Answer;
  readonly problem?: string;
  readonly items: readonly Item[];
}

export interface Receiver {
  handle(request: SandboxRequest): Verdict;
  /** What this vendor answers once a credential is revoked or has expired. */
  expired(request: SandboxRequest): Answer;
}

/** What goes back over the wire, and how. */
export interface Reply {
  readonly answer: Answer;
  readonly delayMs: number;
  /** Cut the connection instead of answering. */
  readonly reset: boolean;
}

export const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(value),
});

export const plain = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

export const accept = (operation: string, answer: Answer, ...items: readonly Item[]): Verdict => ({
  operation,
  ok: true,
  answer,
  items,
});

export const refuse = (operation: string, answer: Answer, problem: string): Verdict => ({
  operation,
  ok: false,
  answer,
  problem,
  items: [],
});

const idKeys = new Set(['id', 'uid', 'alert_id', 'alert_ids', 'alertid', 'alertids', 'correlation_uid']);
/** A finding's uid looks like an alert's id and is none. */
const findings = new Set(['finding', 'finding_info']);
const exactId = /^[\w.-]{1,128}:[0-9a-f]{32}$/;
// Bounded: a word of megabytes is more than the regular expression engine can step back through.
const anyId = /(?<![\w.-])[\w.-]{1,128}:[0-9a-f]{32}(?![0-9a-z])/g;
const digests = /^(md5|imphash|etag|hash|ja3s?):/i;

/** Text as its reader sees it: without the backslashes that Markdown and wiki markup want before punctuation. */
export const unescaped = (text: string): string => text.replace(/\\(?=[^\w\s])/g, '');

const plainly = (text: string): string => unescaped(text).replaceAll(/%3a/gi, ':').replaceAll('/', ' ');

/**
 * The alert ids (`<source>:<32 hex>`) that a content carries: those under a key made for it, else all that its text
 * shows, since chat messages have no field for them.
 */
export function alertIdsIn(content: unknown): readonly string[] {
  const keyed = new Set<string>();
  const shown = new Set<string>();
  for (const [key, text] of strings(content, '', findings)) {
    if (idKeys.has(key.toLowerCase()) && exactId.test(text)) keyed.add(text);
    for (const [id] of plainly(text).matchAll(anyId)) if (!digests.test(id)) shown.add(id);
  }
  return [...(keyed.size > 0 ? keyed : shown)];
}

/** A line for people: white space folded, cut at 160. */
export const line = (text: string | undefined): string => truncate((text ?? '').replace(/\s+/g, ' ').trim(), 160);
