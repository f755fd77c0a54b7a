import { acts, type Register } from '../register.ts';
import { examples } from '../shared-options.ts';

interface Options {
  readonly secrets?: boolean;
  readonly aws?: boolean;
  readonly region?: string;
  readonly maxConcurrency?: string;
  readonly reservedConcurrency?: string;
}

/** `tocsin check`: the mistakes of a configuration, without a running system; of the AWS account, when it is asked for. */
export const check: Register = (program, context) => {
  program
    .command('check')
    .description('says what is wrong in a configuration, where, and what to do; the exit code is 1 when something is')
    .argument('[file]', 'the configuration', 'tocsin.yaml')
    .option('--secrets', 'a secret that is set neither in the environment nor in .env is a mistake')
    .option('--aws', 'asks the AWS account, too, whether it has room for the functions (lambda:GetAccountSettings)')
    .option('--region <name>', 'with --aws: the region, when AWS_REGION is not set')
    .option('--max-concurrency <numbers>', 'with --aws: as it is deployed, such as route=2,deliver=5')
    .option('--reserved-concurrency <numbers>', 'with --aws: as it is deployed, such as ingest=20')
    .addHelpText(
      'after',
      examples('tocsin check', 'tocsin check staging.yaml --secrets', 'tocsin check --aws --region eu-central-1'),
    )
    .action(
      acts(context, async (file: string, { secrets = false, aws = false, ...account }: Options) => {
        const { check: run } = await import('../check.ts');
        const environment = context.environment();
        const code = await run({ file, secrets, environment }, { print: context.io.out, complain: context.io.err });
        if (!aws) return code;
        const { checkAccount } = await import('../check-account.ts');
        return Math.max(code, await checkAccount({ ...account, environment }, context.io));
      }),
    );
};
