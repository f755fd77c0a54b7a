import * as z from 'zod/mini';
import { shortTime } from '../alert-lines.ts';
import { type ApiOptions, clientOf, viewOf } from '../client.ts';
import { type Output, showTable } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, withApi } from '../shared-options.ts';

const Sources = z.looseObject({
  sources: z.array(
    z.looseObject({
      id: z.string(),
      type: z.string(),
      hookPath: z.string(),
      lastSeenAt: z.optional(z.string()),
      isSilent: z.optional(z.boolean()),
      recent: z.record(z.string(), z.int()),
    }),
  ),
});

const stateOf = (lastSeenAt: string | undefined, isSilent: boolean | undefined): string =>
  isSilent === true ? 'silent' : lastSeenAt === undefined ? 'not seen yet' : 'ok';

/** `tocsin sources`: when each last sent something, and how it is read. */
export const sources: Register = (program, context) => {
  const command = program
    .command('sources')
    .description('lists the sources: when each last sent something, and how much of it could be read')
    .addHelpText('after', examples('tocsin sources', 'tocsin sources -o json'))
    .action(
      acts(context, async (options: ApiOptions & Output) => {
        const body = await clientOf(options, context)({ method: 'GET', path: '/v1/sources' });
        const view = viewOf(Sources, body);
        showTable(body, options, context, () => ({
          head: ['SOURCE', 'TYPE', 'STATE', 'LAST SEEN (UTC)', 'LAST HOUR', 'UNREADABLE', 'GAPS', 'HOOK'],
          rows: view.sources.map(({ id, type, hookPath, lastSeenAt, isSilent, recent }) => [
            id,
            type,
            stateOf(lastSeenAt, isSilent),
            shortTime(lastSeenAt),
            String(recent['lastHour'] ?? 0),
            String(recent['unreadable'] ?? 0),
            String(recent['gaps'] ?? 0),
            hookPath,
          ]),
          none: 'no source is configured',
        }));
        return undefined;
      }),
    );
  withApi(command);
};
