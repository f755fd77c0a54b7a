import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Io } from '../context.ts';

const CLEAR_LINE = '\r\u001b[K';
const COLUMNS = 100;
const LONGEST_SECRET = 128 * 1024;

/** Whatever reads the output may stop reading, as `head` does; that is no error. */
function quietPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
}

async function typed(prompt: string): Promise<string> {
  const mute = new Writable({ write: (_, __, done) => done() });
  process.stderr.write(prompt);
  const lines = createInterface({ input: process.stdin, output: mute, terminal: true });
  lines.once('SIGINT', () => process.exit(130));
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

async function piped(): Promise<string> {
  let text = '';
  for await (const part of process.stdin.setEncoding('utf8')) {
    text += String(part);
    if (text.length > LONGEST_SECRET) break;
  }
  return text;
}

/** The streams of this process. */
export function processIo(): Io {
  quietPipes();
  const { stdout, stderr, env } = process;
  const isTerminal = stdout.isTTY === true;
  return {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    progress: (text) => void (stderr.isTTY === true && stderr.write(`${CLEAR_LINE}${text}`)),
    secret: (prompt) => (process.stdin.isTTY === true ? typed(prompt) : piped()),
    isTerminal,
    isColored: isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    columns: stdout.columns ?? COLUMNS,
  };
}
