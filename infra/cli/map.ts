import { stringify } from 'yaml';
import type { Config, SourceConfig } from '../../lambdas/config/schema.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { oneLine, truncate, visible } from '../../lambdas/domain/values/text.ts';
import { type Read, read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';
import { parsePayload, parseText } from '../../lambdas/sources/_kit/body/payload.ts';
import { unwrap } from '../../lambdas/sources/_kit/body/unwrap.ts';
import type { Mapped } from '../../lambdas/sources/_kit/mapping/mapped.ts';
import { bytesOf, configured } from './configured.ts';
import { asYaml, proposal } from './map-proposal.ts';

export interface MapOptions {
  /** `-` is standard input. */
  readonly file: string;
  /** The source whose mapping is tried; without one, the only source that has a mapping. */
  readonly source?: string | undefined;
  readonly config?: string | undefined;
}

type Print = (line: string) => void;
type Setting = Pick<SourceConfig, 'type' | 'map' | 'severity'>;

const SHOWN_MAX = 100; // characters of a field
const ALERTS_MAX = 25;
const NAME = 'my-source';

/** The source that is meant; without a configuration one that has no mapping yet. */
function settingOf(config: Config | undefined, source: string | undefined): readonly [id: string, Setting] {
  const all = Object.entries(config?.sources ?? {});
  if (source === undefined) {
    const mapped = all.filter(([, { map }]) => map !== undefined);
    return mapped.length === 1 && mapped[0] !== undefined ? mapped[0] : [NAME, { type: 'custom' }];
  }
  const found = all.find(([id]) => id === source);
  if (found !== undefined) return found;
  const names = all.map(([id]) => id).join(', ');
  throw new Error(`no source "${source}" is configured; ${names === '' ? 'there are none' : `there are: ${names}`}`);
}

const shownValue = (value: unknown): unknown => {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(shownValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [visible(key), shownValue(inner)]));
};

/** The alert as YAML, with nothing in it that a terminal would obey. */
const printed = (alert: Alert): string =>
  stringify(shownValue(alert), { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

const list = (title: string, entries: Readonly<Record<string, string>>): string[] =>
  Object.keys(entries).length === 0
    ? []
    : [
        `\n${title}`,
        ...Object.entries(entries).map(([name, text]) => `  ${oneLine(name)}: ${truncate(oneLine(text), SHOWN_MAX)}`),
      ];

const other: Readonly<Record<Exclude<Read['kind'], 'alerts'>, string>> = {
  empty: 'there is nothing in it',
  ignored: 'it is recognised, and nobody is told',
};

function headOf(file: string, found: Read, how: string): string {
  const count = found.kind === 'alerts' ? found.alerts.length : 0;
  const what = found.kind === 'alerts' ? `${count} ${count === 1 ? 'alert' : 'alerts'}` : other[found.kind];
  return `${file}: ${what}, ${how}`;
}

/** The JSON in a file, out of the envelope of SNS if it came in one. */
function payloadIn(bytes: Uint8Array): unknown {
  const payload = parsePayload(bytes, 'application/json');
  const value = payload.kind === 'json' ? payload.value : undefined;
  const inner = unwrap(value);
  const text = inner.kind === 'text' ? parseText(inner.text, '') : undefined;
  return text?.kind === 'json' ? text.value : value;
}

function propose(id: string, bytes: Uint8Array, receivedAt: string, print: Print): void {
  const map = proposal(payloadIn(bytes), receivedAt);
  if (map === undefined) print('\nno field of it has a name that says what it is: write a mapping by hand');
  else
    print(`\nA first mapping, from the names of the fields; put it into tocsin.yaml:\n\n${asYaml(id, map).trimEnd()}`);
}

function howOf(id: string, { type, map }: Setting): string {
  if (map !== undefined) return `by the mapping of the source ${id}`;
  return type === 'custom' ? 'without a mapping' : `as the type ${type} reads it, which needs no mapping`;
}

/** Tries a mapping on a payload: shows the alerts, what was not used, what failed. The exit code says whether all worked. */
export async function map(options: MapOptions, print: Print): Promise<number> {
  const [id, setting] = settingOf(configured(options.config), options.source);
  const bytes = await bytesOf(options.file);
  const receivedAt = new Date().toISOString();
  const runs: Mapped[] = [];
  const reader = readerOf(setting, (mapped) => runs.push(mapped));
  const headers = { 'content-type': 'application/json' };
  const found = await read(reader, { bytes, headers, sourceId: id, receivedAt });
  const alerts = found.kind === 'alerts' ? found.alerts : [];
  print(headOf(options.file, found, howOf(id, setting)));
  for (const { alert } of alerts.slice(0, ALERTS_MAX)) print(`\n${printed(alert)}`);
  if (alerts.length > ALERTS_MAX) print(`\n${alerts.length - ALERTS_MAX} more are not shown`);
  const failed = Object.assign({}, ...runs.map((run) => run.failed));
  const unused = Object.assign({}, ...runs.map((run) => run.unused));
  for (const line of list('fields that no expression used (they are facts):', unused)) print(line);
  for (const line of list('expressions that failed (read without them):', failed)) print(line);
  if (setting.type === 'custom' && setting.map === undefined) propose(id, bytes, receivedAt, print);
  return Object.keys(failed).length === 0 ? 0 : 1;
}
