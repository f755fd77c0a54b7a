import { type ApiOptions, clientOf, viewOf } from '../client.ts';
import { bytesOf } from '../configured.ts';
import { CliError, exitCode } from '../errors.ts';
import { type Output, show } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, withApi } from '../shared-options.ts';
import { Trace, traceLines } from '../trace-lines.ts';

interface Options extends ApiOptions, Output {
  readonly source?: string;
}

async function requestOf(what: string, source: string | undefined): Promise<object> {
  if (source === undefined) return { alertId: what };
  const payload = new TextDecoder().decode(await bytesOf(what));
  if (payload !== '') return { source, payload };
  throw new CliError(`${what} is empty: name a file with one payload`, exitCode.misuse);
}

/** `tocsin trace ID`, `tocsin trace --source S FILE`: the way of an alert through the routes. */
export const trace: Register = (program, context) => {
  const command = program
    .command('trace')
    .description(
      'shows which routes match an alert or a payload, which condition fails, and who gets it; sends nothing',
    )
    .argument('<what>', 'the id of an alert; with --source a file with a payload, - for standard input')
    .option('--source <name>', 'the source in tocsin.yaml that sends the payload')
    .addHelpText('after', examples('tocsin trace ID', 'tocsin trace --source akto-prod payload.json'))
    .action(
      acts(context, async (what: string, { source, ...options }: Options) => {
        const body = await requestOf(what, source);
        const answer = await clientOf(options, context)({ method: 'POST', path: '/v1/routes/trace', body });
        show(answer, options, context, () => {
          const { alerts, nothing } = viewOf(Trace, answer);
          return nothing === undefined ? alerts.flatMap(traceLines) : [`no alert: ${nothing}`];
        });
        return undefined;
      }),
    );
  withApi(command);
};
