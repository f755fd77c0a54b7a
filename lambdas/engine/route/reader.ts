import type { Reader, Source } from '../../sources/_kit/define-source.ts';
import type { Mapped } from '../../sources/_kit/mapping/mapped.ts';
import { sources } from '../../sources/index.ts';
import { configured, type Setting } from './configured.ts';

const registry: Readonly<Record<string, Source>> = sources;

/** A source of any type as it is configured (`configured.ts`); nothing for an unknown type. */
export function readerOf(setting: Setting, onMapped?: (mapped: Mapped) => void): Reader | undefined {
  const source = registry[setting.type];
  return source === undefined ? undefined : configured(source, setting, onMapped);
}
