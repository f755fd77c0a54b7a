/** A mail as its reader's program takes it apart: strict where a mail server is. */
export interface ReadMail {
  /** Names in lower case; each value unfolded and decoded. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
  readonly html: string;
  /** What no well-made mail has. */
  readonly problems: readonly string[];
}

const LINE_MAX = 998;

type Headers = ReadonlyMap<string, readonly string[]>;

function decodedWord(charset: string, encoding: string, content: string): string {
  if (!/^utf-8$/i.test(charset)) return content;
  const bytes =
    encoding.toLowerCase() === 'b'
      ? Buffer.from(content, 'base64')
      : Buffer.from(
          content
            .replaceAll('_', ' ')
            .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        );
  return bytes.toString('utf8');
}

/** https://www.rfc-editor.org/rfc/rfc2047#section-6.2: white space between encoded words is no text. */
const decoded = (value: string): string =>
  value
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(/=\?([^?\s]+)\?([bq])\?([^?\s]*)\?=/gi, (_, charset: string, encoding: string, content: string) =>
      decodedWord(charset, encoding, content),
    );

function headersOf(block: string): Headers {
  const headers = new Map<string, string[]>();
  for (const line of block.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const [, name = '', value = ''] = /^([!-9;-~]+):[ \t]*(.*)$/s.exec(line) ?? [];
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), decoded(value.trim())]);
  }
  return headers;
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

interface Part {
  readonly headers: Headers;
  readonly content: string;
}

function splitHead(text: string): Part {
  const end = text.indexOf('\r\n\r\n');
  return end < 0
    ? { headers: headersOf(text), content: '' }
    : { headers: headersOf(text.slice(0, end)), content: text.slice(end + 4) };
}

export const header = ({ headers }: { readonly headers: Headers }, name: string): string | undefined =>
  headers.get(name)?.[0];

function contentOf(part: Part | undefined): string {
  if (part === undefined) return '';
  const encoding = header(part, 'content-transfer-encoding')?.toLowerCase();
  if (encoding === 'quoted-printable') return unquoted(part.content).replaceAll('\r\n', '\n');
  return encoding === 'base64' ? Buffer.from(part.content, 'base64').toString('utf8') : part.content;
}

function partsOf(mail: Part): Part[] {
  const [, boundary] = /boundary="?([^";]+)"?/i.exec(header(mail, 'content-type') ?? '') ?? [];
  if (boundary === undefined) return [mail];
  const [whole = ''] = `\r\n${mail.content}`.split(`\r\n--${boundary}--`);
  return whole.split(`\r\n--${boundary}\r\n`).slice(1).map(splitHead);
}

const onlyOnce = ['from', 'to', 'subject', 'date', 'message-id', 'in-reply-to', 'references', 'content-type'];
const needed = ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'];

function problemsOf(raw: string, headers: Headers): string[] {
  return [
    ...(/[^\r]\n|\r(?!\n)/.test(raw) ? ['a lone CR or LF'] : []),
    ...(/[^\t\r\n\x20-\x7e]/.test(raw) ? ['bytes that are not ASCII'] : []),
    ...(raw.split('\r\n').some((line) => line.length > LINE_MAX) ? ['a line above 998 characters'] : []),
    ...(headers.has('') ? ['a header line that is none'] : []),
    ...needed.filter((name) => !headers.has(name)).map((name) => `no ${name}`),
    ...onlyOnce.filter((name) => (headers.get(name)?.length ?? 0) > 1).map((name) => `${name} twice`),
  ];
}

/** Takes a whole message apart. Never throws. */
export function readMail(raw: string): ReadMail {
  const mail = splitHead(raw);
  const parts = partsOf(mail);
  const typed = (type: string) => parts.find((part) => header(part, 'content-type')?.startsWith(type) === true);
  return {
    headers: mail.headers,
    text: contentOf(typed('text/plain')),
    html: contentOf(typed('text/html')),
    problems: problemsOf(raw, mail.headers),
  };
}

/** The addresses of a header: what stands in angle brackets, or alone. */
export const addressesIn = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .flatMap((each) => /<([^<>]+)>\s*$/.exec(each)?.[1] ?? (each.trim() === '' ? [] : [each.trim()]));
