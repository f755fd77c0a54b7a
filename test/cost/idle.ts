import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { configOf } from '../../infra/load-config.ts';
import { compose } from '../../lambdas/functions/reconcile/compose.ts';
import { stackOf } from '../aws/stack.ts';
import { startEmulators } from '../emulators/emulators.ts';
import { variablesFor } from '../emulators/system.ts';
import { prices } from './prices.ts';
import { configOfScenario, type Scenario } from './scenarios.ts';
import { startTableMeter } from './table-meter.ts';

/** Dollars for a month in which nothing comes. */
export interface IdleCost {
  readonly alarms: number;
  readonly secrets: number;
  readonly polls: number;
  readonly reconcile: number;
}

/** What each run of reconcile costs the table. */
interface RunUse {
  readonly readUnits: number;
  readonly writeUnits: number;
}

const MINUTES_A_MONTH = 43_800;
/** A run does all that there is to do every fifth minute, and moves what is due in the others. */
const WHOLE_SHARE = 1 / 5;
/** Lambda keeps five long polls of 20 seconds for each queue: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const POLLS_A_MINUTE = 2 * 5 * 3;
/** A run is billed for less than this with the memory of `sizes.ts`, seconds and GB. */
const RUN_GIGABYTE_SECONDS = 0.5 * 0.4;

/** The runs of reconcile over a table that holds only its own ledger: one whole run, and one that moves what is due. */
async function reconcileUse(scenario: Scenario): Promise<{ readonly whole: RunUse; readonly due: RunUse }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'tocsin-idle-'));
  const emulators = await startEmulators();
  const table = await startTableMeter(emulators.dynamodbUrl);
  const configFile = path.join(dir, 'config.json');
  const config = configOf(configOfScenario(scenario, 'http://127.0.0.1:9'), 'tocsin.yaml', true);
  writeFileSync(configFile, JSON.stringify(config));
  const silent = { log: () => undefined, flush: () => undefined };
  const run = compose(variablesFor({ ...emulators, dynamodbUrl: table.url }, configFile), silent);
  await run();
  const whole = table.use();
  await run();
  const due = table.use();
  await table.close();
  await emulators.close();
  rmSync(dir, { recursive: true, force: true });
  return { whole, due };
}

const dollarsOf = ({ readUnits, writeUnits }: RunUse): number =>
  readUnits * prices.readUnit + writeUnits * prices.writeUnit;

/** How many resources of a type the stack of the example has. */
function countIn(template: Template, type: string): number {
  return Object.keys(template.findResources(type)).length;
}

export async function idleCost(scenario: Scenario, stackFile: string): Promise<IdleCost> {
  const template = Template.fromStack(stackOf(stackFile));
  const { whole, due } = await reconcileUse(scenario);
  const run =
    WHOLE_SHARE * dollarsOf(whole) +
    (1 - WHOLE_SHARE) * dollarsOf(due) +
    prices.invocation +
    RUN_GIGABYTE_SECONDS * prices.gigabyteSecond;
  return {
    alarms: countIn(template, 'AWS::CloudWatch::Alarm') * prices.alarmMonth,
    secrets: countIn(template, 'AWS::SecretsManager::Secret') * prices.secretMonth,
    polls: MINUTES_A_MONTH * POLLS_A_MINUTE * prices.queueRequest,
    reconcile: MINUTES_A_MONTH * run,
  };
}
