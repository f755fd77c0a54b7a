import { parseArgs } from 'node:util';
import type { Variables } from '../../lambdas/config/env.ts';

const help = `npm start -- [options]

  --config FILE         the configuration (tocsin.yaml; without one, a sample over mock receivers)
  --port N              the port to listen on (8787)
  --host ADDRESS        the address to listen on (127.0.0.1)
  --data DIR            the data folder (TOCSIN_DATA; otherwise .tocsin)
  --sandbox             mock receivers take the place of the destinations: nothing is sent anywhere else
  --trust-proxy CIDR    a proxy whose X-Forwarded-For is trusted; repeat it for more
  --host-name NAME      a name under which a proxy on this machine offers the API; repeat it for more
  --help                shows this`;

/** What was asked for on the command line. */
export interface Options {
  readonly config?: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly sandbox: boolean;
  readonly 'trust-proxy': string[];
  readonly 'host-name': string[];
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Error(`--port: found "${text}"; allowed: a number from 0 (any free port) to 65535`);
}

/** Reads the arguments; the text of the help when it was asked for. Throws an error that names what is wrong. */
export function readOptions(args: readonly string[], environment: Variables = process.env): Options | string {
  const { values } = parseArgs({
    args: [...args],
    options: {
      config: { type: 'string' },
      port: { type: 'string', default: '8787' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string', default: environment['TOCSIN_DATA'] ?? '.tocsin' },
      sandbox: { type: 'boolean', default: false },
      'trust-proxy': { type: 'string', multiple: true, default: [] },
      'host-name': { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  const { help: isHelp, port, ...rest } = values;
  return isHelp ? help : { ...rest, port: portOf(port) };
}
