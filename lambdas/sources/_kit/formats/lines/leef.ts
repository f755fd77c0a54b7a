import { defined } from '../../../../domain/values/json-fields.ts';
import { gradeOf, namedPairs } from './pairs.ts';

const LINE_MAX = 65_536;

/** The header of version 2 names what parts the attributes: a character, or its number (`x09`, `0x5E`). */
function delimiterOf(text: string): string {
  const code = /^0?x([0-9a-f]{1,4})$/i.exec(text)?.[1];
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  return text.length === 1 ? text : '\t';
}

const pairOf = (text: string): readonly [key: string, value: string] => {
  const at = text.indexOf('=');
  return [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
};

const attributesOf = (text: string, delimiter: string) =>
  text
    .split(delimiter)
    .map(pairOf)
    .filter(([key]) => key !== '');

/** What the line says by its header and its attributes, in version 1 or 2. */
const header = /^LEEF:([12])(?:\.\d)?\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|/;

/** A line in the Log Event Extended Format (https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components). */
export function leefIn(line: string): Record<string, string> | undefined {
  const found = line.length > LINE_MAX ? null : header.exec(line);
  if (found === null) return undefined;
  const [whole, version, vendor, product, productVersion, signatureId] = found;
  const rest = line.slice(whole.length);
  const second = version === '2' ? /^([^|=]{0,6})\|/.exec(rest) : null;
  const attributes = second === null ? rest : rest.slice(second[0].length);
  const { sev = '', ...named } = namedPairs(attributesOf(attributes, delimiterOf(second?.[1] ?? '\t')));
  return {
    ...defined({
      vendor,
      product,
      productVersion,
      signatureId,
      severity: sev || undefined,
      severityLabel: gradeOf(sev),
    }),
    ...named,
  };
}
