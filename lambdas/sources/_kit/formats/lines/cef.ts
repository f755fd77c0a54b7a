import { defined } from '../../../../domain/values/json-fields.ts';
import { gradeOf, namedPairs } from './pairs.ts';

const HEADER = 8;

/** The parts of a header between bars; one with a backslash before it belongs to the text. */
function partsOf(line: string): string[] {
  const parts: string[] = [''];
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '|' && parts.length < HEADER) parts.push('');
    else {
      const isEscape = char === '\\' && parts.length < HEADER && /[|\\]/.test(line.charAt(at + 1));
      if (isEscape) at += 1;
      parts[parts.length - 1] += line.charAt(at);
    }
  }
  return parts;
}

const unescaped = (text: string): string =>
  text.replace(/\\([=\\nr|])/g, (_, char: string) => (char === 'n' || char === 'r' ? '\n' : char));

const LINE_MAX = 65_536;

/** `src=10.0.0.1 msg=Two words`: a value ends where the next name begins. */
function extensionOf(text: string): (readonly [key: string, value: string])[] {
  const starts = [...text.matchAll(/(?:^| )([\w.-]{1,64})=/g)];
  return starts.map((start, i) => {
    const value = text.slice(start.index + start[0].length, starts[i + 1]?.index ?? text.length);
    return [start[1] ?? '', unescaped(value.trim())] as const;
  });
}

/**
 * A line in ArcSight's Common Event Format (OpenText, ArcSight CEF Implementation Standard, version 27): what its header
 * and its extension say, by names that are common in JSON.
 */
export function cefIn(line: string): Record<string, string> | undefined {
  if (!/^CEF:\d/.test(line) || line.length > LINE_MAX) return undefined;
  const [, vendor, product, version, signatureId, title, severity = '', extension] = partsOf(line);
  if (extension === undefined) return undefined;
  return {
    ...namedPairs(extensionOf(extension)),
    ...defined({
      vendor,
      product,
      productVersion: version,
      signatureId,
      title,
      severity,
      severityLabel: gradeOf(severity),
    }),
  };
}
