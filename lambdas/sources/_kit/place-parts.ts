import type { Meaning } from './place-dictionary.ts';
import { hostAndPort } from './typed-values.ts';

const HASHES_MAX = 400;
const LISTS_MAX = 2_000;
const manyDigests = /^(?:(?:sha-?(?:256|512|1)|md5|imphash)[:=][\da-f]{32,128}[,;\s]{0,3}){2,5}$/i;

/** A list of texts is one fact. */
const listed = (key: string, text: string): (readonly [key: string, text: string])[] =>
  text.length > LISTS_MAX ? [] : text.split(/,\s*/).map((part) => [key, part] as const);

/** Texts with several values in them: `MD5=…,SHA256=…` of Sysmon, an address with its port. */
export function partsOf({ specs: [spec] }: Meaning, text: string): (readonly [key: string, text: string])[] {
  if (spec?.shape === 'hash' && text.length < HASHES_MAX && manyDigests.test(text))
    return text.split(/[,;\s]+/).map((digest) => [spec.key, digest]);
  if (spec?.shape === 'cve' && text.includes(', ')) return listed(spec.key, text);
  if (spec?.shape !== 'ip' && spec?.shape !== 'uid') return [];
  if (text.includes(', ')) return listed(spec.key, text).slice(0, 1);
  if (!/:\d{1,5}$/.test(text)) return [];
  const { host, port } = hostAndPort(text.trim());
  return port === undefined
    ? []
    : [
        [spec.key, host],
        [spec.key.replace(/\bip$/, 'port'), String(port)],
      ];
}
