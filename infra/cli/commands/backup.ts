import path from 'node:path';
import { type ApiOptions, clientOf } from '../client.ts';
import { CliError } from '../errors.ts';
import { type Output, show } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, withApi } from '../shared-options.ts';

/** `tocsin backup FILE`: the running system writes it, on its own disk. */
export const backup: Register = (program, context) => {
  const command = program
    .command('backup')
    .description('writes a copy of a running one-machine system: data, large bodies and admin token, in one new file')
    .argument('<file>', 'the new file, on the machine where the system runs')
    .addHelpText('after', examples('tocsin backup /var/backups/tocsin.db'))
    .action(
      acts(context, async (file: string, options: ApiOptions & Output) => {
        context.io.progress('the backup is being written …');
        const call = { method: 'POST', path: '/v1/backup', body: { file: path.resolve(file) } } as const;
        const body = await clientOf(options, context)(call);
        context.io.progress('');
        show(body, options, context, () => [`${path.resolve(file)} was written`]);
        return undefined;
      }),
    );
  withApi(command);
};

const needsNewer = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_BUILTIN_MODULE';

/** `tocsin restore FILE`: makes a data folder, while nothing runs on it. */
export const restore: Register = (program, context) => {
  program
    .command('restore')
    .description('makes an empty or new data folder from a backup, while nothing runs on it')
    .argument('<file>', 'a file that tocsin backup wrote')
    .option('--data <dir>', 'the data folder to make', '.tocsin')
    .addHelpText('after', examples('tocsin restore /var/backups/tocsin.db --data .tocsin'))
    .action(
      acts(context, async (file: string, { data }: { readonly data: string }) => {
        // Loaded when asked for: it brings the database along.
        const loaded = await import('../../../lambdas/store/sqlite/restore.ts').catch((error: unknown) => {
          throw needsNewer(error)
            ? new CliError('restore needs Node 22.13 or newer, which has the database in it')
            : error;
        });
        loaded.restore(file, data);
        context.io.out(`${file} was restored into ${data}; start it with: npm start -- --data ${data}`);
        return undefined;
      }),
    );
};
