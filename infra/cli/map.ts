import type { Config, SourceConfig } from '../../lambdas/config/schema.ts';
import { type Read, read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';
import type { Mapping } from '../../lambdas/sources/_kit/mapping/map-schema.ts';
import type { Mapped } from '../../lambdas/sources/_kit/mapping/mapped.ts';
import { bytesOf, configured } from './configured.ts';
import { endFor } from './mapping/course.ts';
import { endLines, listed, problemLines, shown } from './mapping/findings.ts';
import { payloadIn } from './mapping/payload-in.ts';
import { printed } from './mapping/printed-alert.ts';
import { problemFields } from './mapping/problem-fields.ts';
import { proposalFor } from './mapping/proposal.ts';
import { recordsIn } from './mapping/records.ts';
import type { MappingSource } from './mapping/run-mapping.ts';

export interface MapOptions {
  /** `-` is standard input. */
  readonly file: string;
  /** The source whose mapping is tried; without one, the only source that has a mapping. */
  readonly source?: string | undefined;
  readonly config?: string | undefined;
}

type Print = (line: string) => void;

/** Where the result and where mistakes are printed. */
export interface Prints {
  readonly print: Print;
  readonly complain: Print;
}

type Setting = Pick<SourceConfig, 'type' | 'map' | 'severity'>;

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

const other: Readonly<Record<Exclude<Read['kind'], 'alerts'>, string>> = {
  empty: 'there is nothing in it',
  ignored: 'it is recognised as no alert, and nothing is sent',
};

function headOf(file: string, found: Read, how: string): string {
  const count = found.kind === 'alerts' ? found.alerts.length : 0;
  const what = found.kind === 'alerts' ? `${count} ${count === 1 ? 'alert' : 'alerts'}` : other[found.kind];
  return `${shown(file)}: ${what}, ${how}`;
}

interface Job {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly source: MappingSource;
}

async function propose({ file, bytes, source }: Job, { print, complain }: Prints): Promise<number> {
  const payload = payloadIn(bytes, file);
  if ('mistake' in payload) throw new Error(payload.mistake);
  const lines = await proposalFor(file, payload.value, source);
  if (lines === undefined) {
    complain(
      `${shown(file)}: no field of it says what it is, so no mapping is proposed. Write one by hand, as docs/mapping.md shows: title: FIELD`,
    );
    return 1;
  }
  for (const line of lines) print(line);
  return 0;
}

/** What `each` could choose, where it is missing or chose nothing. */
function eachLines({ each }: Mapping, payload: unknown, failed: Readonly<Record<string, string>>): string[] {
  const found = recordsIn(payload);
  if (found.each === undefined) return [];
  const list = `the payload has ${found.records.length} ${found.records.length === 1 ? 'record' : 'records'} at ${found.each}`;
  if (failed['each'] !== undefined) return ['', `each: ${list}; write each: ${found.each}`];
  if (each !== undefined || found.records.length < 2) return [];
  return ['', `each: ${list}, and without each they are one alert; write each: ${found.each}`];
}

async function findingsFor(map: Mapping, payload: unknown, source: MappingSource): Promise<string[]> {
  const { records } = recordsIn(payload);
  const { each: _, ...inRecord } = map;
  const [record] = map.each === undefined && !Array.isArray(payload) ? [payload] : records;
  if (record === undefined || Object.keys(inRecord).length === 0) return [];
  return [
    ...endLines(await endFor(inRecord, record, source)),
    ...problemLines(await problemFields(inRecord, record, source)),
  ];
}

function printAlerts(found: Read, print: Print): void {
  const alerts = found.kind === 'alerts' ? found.alerts : [];
  for (const { alert } of alerts.slice(0, ALERTS_MAX)) print(['', ...printed(alert)].join('\n'));
  if (alerts.length > ALERTS_MAX) print(`\n${alerts.length - ALERTS_MAX} more are not shown`);
}

const howOf = (id: string, { type, map }: Setting): string =>
  map === undefined ? `as the type ${type} reads it, which needs no mapping` : `by the mapping of the source ${id}`;

async function show({ file, bytes, source }: Job, setting: Setting, { print, complain }: Prints): Promise<number> {
  const runs: Mapped[] = [];
  const reader = readerOf(setting, (mapped) => runs.push(mapped));
  const headers = { 'content-type': 'application/json' };
  const found = await read(reader, { bytes, headers, sourceId: source.source, receivedAt: source.receivedAt });
  print(headOf(file, found, howOf(source.source, setting)));
  printAlerts(found, print);
  const { map } = setting;
  if (map === undefined) return 0;
  const failed: Record<string, string> = Object.assign({}, ...runs.map((run) => run.failed));
  const unused: Record<string, string> = Object.assign({}, ...runs.map((run) => run.unused));
  const payload = payloadIn(bytes, file);
  const value = 'value' in payload ? payload.value : undefined;
  const lines = [
    ...listed('fields that no expression used (they are facts):', unused),
    ...listed('expressions that failed (read without them):', failed),
    ...eachLines(map, value, failed),
    ...(failed['each'] === undefined ? await findingsFor(map, value, source) : []),
  ];
  for (const line of lines) print(line);
  const count = Object.keys(failed).length;
  if (count === 0) return 0;
  const what = count === 1 ? 'expression failed' : 'expressions failed';
  complain(
    `${count} ${what}: ${Object.keys(failed).join(', ')}. Change it under sources: ${source.source}: map: in the configuration, and run this again`,
  );
  return 1;
}

/**
 * Tries a mapping on a payload: shows the alerts, what was not used, what failed, what an end and what one problem is.
 * For a source without a mapping it proposes one that holds. The exit code says whether all worked.
 */
export async function map(options: MapOptions, prints: Prints): Promise<number> {
  const [id, setting] = settingOf(configured(options.config), options.source);
  const source: MappingSource = { source: id, receivedAt: new Date().toISOString() };
  const job: Job = { file: options.file, bytes: await bytesOf(options.file), source };
  return setting.type === 'custom' && setting.map === undefined ? propose(job, prints) : show(job, setting, prints);
}
