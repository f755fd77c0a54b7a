import { alertIdsIn, type Item, line } from './receiver.ts';

/** One line of CEF or LEEF as its reader would break it up. */
export interface LineEvent {
  readonly standard: 'CEF' | 'LEEF';
  readonly vendor: string;
  readonly product: string;
  readonly type: string;
  readonly title: string;
  readonly severity: string;
  readonly fields: Readonly<Record<string, string>>;
}

type Reading = LineEvent | { readonly problem: string };

/** Names and values; a name twice is worth a word, for readers keep only one of them. */
function fieldsOf(pairs: readonly (readonly [string, string])[]): Record<string, string> | undefined {
  const names = new Set(pairs.map(([name]) => name));
  return names.size === pairs.length ? Object.fromEntries(pairs) : undefined;
}

const unescaped: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

/** https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-25.1/cef-implementation-standard/ */
export function readCef(text: string): Reading {
  const found = /^CEF:[01]((?:\|(?:\\[\\|]|[^\\|])*){6})\|(.*)$/s.exec(text);
  if (found === null) return { problem: 'a CEF header has seven fields' };
  const head =
    (found[1] ?? '')
      .slice(1)
      .match(/(?:\\[\\|]|[^\\|])*/g)
      ?.filter((_, i) => i % 2 === 0) ?? [];
  const [vendor = '', product = '', , type = '', title = '', severity = ''] = head.map((field) =>
    field.replace(/\\([\\|])/g, '$1'),
  );
  const rest = found[2] ?? '';
  const keys = [...rest.matchAll(/(?:^| )(\w+)=/g)];
  const pairs = keys.map((key, i): [string, string] => {
    const raw = rest.slice(key.index + key[0].length, keys[i + 1]?.index ?? rest.length);
    return [key[1] ?? '', raw.replace(/\\([\\=nr])/g, (_, c: string) => unescaped[c] ?? c)];
  });
  const fields = fieldsOf(pairs);
  if (fields === undefined) return { problem: 'a key stands twice' };
  if (!/^(\d|10)$/.test(severity)) return { problem: `severity ${severity} is not 0 to 10` };
  return { standard: 'CEF', vendor, product, type, title, severity, fields };
}

/** https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components */
export function readLeef(text: string): Reading {
  const found = /^LEEF:2\.0\|([^|]+)\|([^|]+)\|[^|]*\|([^|]{1,255})\|(.|(?:0x|x)[0-9a-f]{1,4})\|(.*)$/is.exec(text);
  if (found === null) return { problem: 'a LEEF 2.0 header has six fields' };
  const [, vendor = '', product = '', type = '', named = '', rest = ''] = found;
  const delimiter = named.length === 1 ? named : String.fromCharCode(Number.parseInt(named.replace(/^0?x/i, ''), 16));
  const parts = rest.split(delimiter).map((part): [string, string] => {
    const at = part.indexOf('=');
    return [part.slice(0, Math.max(at, 0)), part.slice(at + 1)];
  });
  const fields = fieldsOf(parts);
  if (fields === undefined || '' in fields) return { problem: 'a key is missing or stands twice' };
  const { sev: severity = '', title = type, devTime = '0000000000' } = fields;
  if (!/^([1-9]|10)$/.test(severity)) return { problem: `sev ${severity} is not 1 to 10` };
  if (!/^(\d{10}|\d{13})$/.test(devTime)) return { problem: 'devTime is no epoch of 10 or 13 digits' };
  return { standard: 'LEEF', vendor, product, type, title, severity, fields };
}

/** An event that arrived. */
export const eventItem = (event: LineEvent): Item => ({
  summary: line(event.title),
  body: event,
  alertIds: alertIdsIn({ id: event.fields['alertId'] ?? event.fields['cs1'] ?? '' }),
  arrived: true,
});
