import type { SourceConfig } from '../../lambdas/config/schema.ts';
import { Alert } from '../../lambdas/domain/alert.ts';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { type Read, read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';
import { sources } from '../../lambdas/sources/index.ts';

/** An alert to be shown, with the vendor's own record where there is one. */
export interface Given {
  readonly alert: Alert;
  readonly raw?: string;
}

/** What a file turned out to hold, and as what it was read; or why nothing in it can be shown. */
export type Sample = { readonly given: readonly Given[]; readonly readAs: string } | { readonly problem: string };

/** What is known of the sender. */
export interface Sender {
  /** The name in `sources`; without one, its type stands for it. */
  readonly source?: string | undefined;
  readonly type?: string | undefined;
  /** The source as it is configured, with its mapping and its severities. */
  readonly setting?: SourceConfig | undefined;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** An alert as Tocsin keeps it: `format: alert`, the `data` of a CloudEvent, or what `tocsin alert ID` prints. */
function storedAlert(bytes: Uint8Array): Alert | undefined {
  const value = parsed(bytes);
  const inner = isFields(value) ? [value, value['alert'], value['data']] : [];
  return inner.map((each) => Alert.safeParse(each).data).find((alert) => alert !== undefined);
}

const registry: Readonly<Record<string, Source>> = sources;
const types = Object.keys(registry).sort();

const readBy = (type: string, bytes: Uint8Array, sourceId: string, receivedAt: string): Read =>
  read(registry[type], { bytes, headers: { 'content-type': 'application/json' }, sourceId, receivedAt });

/** How much a source made of it: what it knew how to place, over all alerts. */
function understood(found: Read): number {
  if (found.kind !== 'alerts') return 0;
  return found.alerts
    .filter(({ alert }) => alert.kind !== 'unreadable')
    .reduce((sum, { alert: { actor, target, attack, vendorSeverity } }) => {
      const known = Object.keys(actor).length + Object.keys(target).length + attack.length;
      return sum + 1 + known + (vendorSeverity === undefined ? 0 : 1);
    }, 0);
}

/** The type that makes the most of it; nothing when none makes anything of it. */
function guess(bytes: Uint8Array, receivedAt: string): string | undefined {
  const scored = types.map((type) => ({ type, score: understood(readBy(type, bytes, type, receivedAt)) }));
  const best = scored.toSorted((a, b) => b.score - a.score)[0];
  return best !== undefined && best.score > 0 ? best.type : undefined;
}

const words: Readonly<Record<Exclude<Read['kind'], 'alerts'>, string>> = {
  empty: 'there is nothing in it',
  ignored: 'it is recognised, and holds no alert',
};

const sampleOf = (found: Read, type: string, how: string): Sample =>
  found.kind === 'alerts'
    ? { given: found.alerts.map(({ alert, raw }) => ({ alert, raw: raw() })), readAs: how }
    : { problem: `as ${type}: ${words[found.kind]}` };

/** Reads a sample as Tocsin would, had it come by webhook at this moment. */
export async function readSample(
  bytes: Uint8Array,
  { source, type, setting }: Sender,
  receivedAt: string,
): Promise<Sample> {
  const stored = type === undefined && source === undefined ? storedAlert(bytes) : undefined;
  if (stored !== undefined) return { given: [{ alert: stored }], readAs: 'a stored alert' };
  if (type !== undefined && !Object.hasOwn(registry, type))
    return { problem: `unknown source type "${type}"; allowed: ${types.join(', ')}` };
  const known = type ?? guess(bytes, receivedAt);
  if (known === undefined)
    return { problem: `no source type makes anything of it: name one with --type (${types.join(', ')})` };
  const how = type === undefined ? `${known} (guessed; --type says otherwise)` : known;
  const reader = setting === undefined ? registry[known] : readerOf(setting);
  const headers = { 'content-type': 'application/json' };
  return sampleOf(await read(reader, { bytes, headers, sourceId: source ?? known, receivedAt }), known, how);
}
