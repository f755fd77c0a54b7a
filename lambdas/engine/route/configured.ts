import type { SourceConfig } from '../../config/schema.ts';
import { after } from '../../domain/values/deferred.ts';
import type { Reader, Source } from '../../sources/_kit/define-source.ts';
import { type Mapped, readMapped } from '../../sources/_kit/mapping/mapped.ts';
import { schemaChangeDetector } from '../../sources/_kit/schema-change.ts';
import { regraded, severityLookup } from '../../sources/_kit/severity-table.ts';

export type Setting = Pick<SourceConfig, 'type' | 'map' | 'severity'>;

function mapped(source: Source, { map }: Setting, onMapped: (mapped: Mapped) => void): Reader {
  if (map === undefined) return source;
  const read: Reader['read'] = async (payload, received) => {
    const result = await readMapped(map, payload, received);
    onMapped(result);
    return result.reading;
  };
  return { ...source, read };
}

/** Adds to each reading the fields of its payload that the source does not list. */
function watchingDrift(reader: Reader, { fields }: Source): Reader {
  if (fields === undefined) return reader;
  const detect = schemaChangeDetector(fields);
  return {
    ...reader,
    read: (payload, received) =>
      after(reader.read(payload, received), (reading) =>
        reading.kind === 'alerts' ? { ...reading, unknownFields: detect(payload) } : reading,
      ),
  };
}

/**
 * A source as it is configured, with its mapping and severities; `onMapped` is called with
 * the result of the mapping of each payload.
 */
export function configured(
  source: Source,
  setting: Setting,
  onMapped: (mapped: Mapped) => void = () => undefined,
): Reader {
  const reader = watchingDrift(mapped(source, setting, onMapped), source);
  if (setting.severity === undefined) return reader;
  const lookUp = severityLookup(setting.severity);
  return {
    ...reader,
    read: (payload, received) => after(reader.read(payload, received), (reading) => regraded(reading, lookUp)),
  };
}
