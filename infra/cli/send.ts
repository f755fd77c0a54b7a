import { oneLine, truncate } from '../../lambdas/domain/values/text.ts';
import { addressOf, fetched } from './client.ts';
import { bytesOf } from './configured.ts';
import { configuredSource } from './configured-source.ts';
import type { Context } from './context.ts';
import { CliError, exitCode } from './errors.ts';
import { type Output, show } from './output.ts';
import { sampleOf } from './samples.ts';
import { proofOf } from './send-credential.ts';

export interface SendOptions extends Output {
  readonly url?: string;
  readonly config?: string;
  readonly sample?: true;
}

const LONGEST = 300;

/** One of the two: a file, or the sample of the source's type. */
async function bodyOf(file: string | undefined, type: string, { sample }: SendOptions): Promise<Uint8Array> {
  if (file !== undefined && sample !== true) return bytesOf(file);
  if (file === undefined && sample === true) return sampleOf(type);
  throw new CliError('send: name one FILE with a payload (- is standard input), or give --sample', exitCode.misuse);
}

function refused(source: string, status: number, text: string): CliError {
  const reason = truncate(oneLine(text), LONGEST);
  return new CliError(
    `${source} was refused with ${status}: ${reason}`,
    status === 401 ? exitCode.unreachable : exitCode.refused,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { answer: text };
  }
}

/** Posts a payload as the sender of a source would, and shows what the hook answered. */
export async function send(
  source: string,
  file: string | undefined,
  options: SendOptions,
  context: Context,
): Promise<undefined> {
  const address = addressOf(options, context);
  const { type, auth } = await configuredSource(source, options.config, context.environment());
  const body = await bodyOf(file, type, options);
  const { headers, path } = proofOf(source, auth, body, Date.now());
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  const answer = await fetched(`${address}/v1/hooks/${encodeURIComponent(source)}${path}`, address, init);
  const text = await answer.text();
  if (!answer.ok) throw refused(source, answer.status, text);
  show(parsed(text), options, context, () => [
    `${source} accepted ${body.length} bytes: tocsin alerts --source ${source} --since 5m`,
  ]);
  return undefined;
}
