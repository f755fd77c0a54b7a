/** The escapes of a text in double quotes that stand for one byte. */
const simple: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '"': 34,
};

/** How many digits an escape has, and their base. */
const numeric: Readonly<Record<string, readonly [number, number]>> = { x: [2, 16], u: [4, 16], U: [8, 16] };

interface Piece {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** `\xf0` is a byte; `\u00e4` and `\U0001f642` are characters. */
function numbered(letter: string, text: string): Piece | undefined {
  const [count, base] = numeric[letter] ?? [0, 0];
  const digits = text.slice(2, 2 + count);
  if (count === 0 || digits.length < count || !/^[0-9a-f]+$/i.test(digits)) return undefined;
  const code = Number.parseInt(digits, base);
  if (code > 0x10ffff) return undefined;
  const bytes = letter === 'x' ? Uint8Array.of(code) : Buffer.from(String.fromCodePoint(code));
  return { bytes, length: 2 + count };
}

/** The escape at the begin of a text; nothing when it is none of Go's. */
function escapeAt(text: string): Piece | undefined {
  const letter = text[1] ?? '';
  const byte = simple[letter];
  return byte === undefined ? numbered(letter, text) : { bytes: Uint8Array.of(byte), length: 2 };
}

function goBytes(raw: string): Buffer | undefined {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < raw.length; ) {
    const back = raw.indexOf('\\', at);
    const end = back < 0 ? raw.length : back;
    pieces.push(Buffer.from(raw.slice(at, end)));
    at = end;
    if (back < 0) break;
    const piece = escapeAt(raw.slice(back, back + 10));
    if (piece === undefined) return undefined;
    pieces.push(piece.bytes);
    at += piece.length;
  }
  return Buffer.concat(pieces);
}

const classicEscapes: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

/** Before 0.27 Alertmanager knew three escapes and kept any other as it is, which expressions such as `\d+` rely on. */
const classic = (raw: string): string =>
  raw.replace(/\\([\s\S])/g, (whole, letter: string) => classicEscapes[letter] ?? whole);

/**
 * What a text in double quotes says: with Go's escapes, or, when one is not Go's, with those of Alertmanager before 0.27.
 * Nothing when its bytes are no UTF-8.
 */
export function unquote(raw: string): string | undefined {
  const bytes = goBytes(raw);
  if (bytes === undefined) return classic(raw);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
