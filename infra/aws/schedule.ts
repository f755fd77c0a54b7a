import { type Duration, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface RegularRunProps {
  readonly lambda: IFunction;
  readonly every: Duration;
}

/**
 * Calls a function regularly. A call that fails is not repeated and not kept: the next one does all that it would have
 * done. That no run succeeds is what an alarm is for.
 */
export class RegularRun extends Construct {
  constructor(scope: Construct, id: string, { lambda, every }: RegularRunProps) {
    super(scope, id);
    const rule = new Rule(this, 'Resource', {
      description: 'Tocsin: find what should have moved and did not',
      schedule: Schedule.rate(every),
      targets: [new LambdaFunction(lambda, { retryAttempts: 0, maxEventAge: every })],
    });
    lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: every });
    const reason =
      'A call carries nothing that could be lost: the next one, minutes later, does all that it would have done.';
    Validations.of(rule).acknowledge({ id: 'Serverless-EventBusDLQ', reason });
    Validations.of(lambda).acknowledge({ id: 'Serverless-LambdaAsyncFailureDestination', reason });
  }
}
