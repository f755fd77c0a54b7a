const NAME = 'OTEL_EXPORTER_OTLP_HEADERS';

const ALLOWED =
  'allowed: name=value,name=value, where a value is percent-encoded: %25 for a percent sign, %2C for a comma, %20 for a blank';

/** What RFC 9110 takes as the name of a field, and what `fetch` takes as its value. */
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

const mistake = (found: string): Error => new Error(`${NAME}: found ${found}; ${ALLOWED}`);

/** The text behind its percent-encoding; nothing where the encoding is wrong. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** One pair. What is wrong with it is said without its value, which is a credential as a rule. */
function headerIn(pair: string, n: number): readonly [string, string] {
  const at = pair.indexOf('=');
  // Without `=` it may be a credential, so nothing of it is shown.
  if (at < 0) throw mistake(`no "=" in pair ${n}`);
  const name = pair.slice(0, at).trim();
  if (!fieldName.test(name)) throw mistake(`no name of an HTTP header before the "=" of pair ${n}`);
  const value = decoded(pair.slice(at + 1).trim());
  if (value === undefined)
    throw mistake(`a "%" in the value of ${name} that is not followed by two hexadecimal digits of UTF-8`);
  if (!fieldValue.test(value)) throw mistake(`a character in the value of ${name} that no HTTP header can have`);
  return [name, value];
}

/** Reads `name=value,name=value`, percent-encoded (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). */
export const otlpHeaders = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(',')
      .map((pair, i) => [pair, i + 1] as const)
      .filter(([pair]) => pair.trim() !== '')
      .map(([pair, n]) => headerIn(pair, n)),
  );
