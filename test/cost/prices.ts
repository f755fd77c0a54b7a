/**
 * List prices in US dollars, region us-east-1, as of November 2026, after any free tier. Each is named with the page that
 * says it; whoever has other prices changes them here.
 */
export const prices = {
  /** A request to a REST API: https://aws.amazon.com/api-gateway/pricing/ */
  restRequest: 3.5e-6,
  /** A request to SQS, of up to 64 KB: https://aws.amazon.com/sqs/pricing/ */
  queueRequest: 0.4e-6,
  /** https://aws.amazon.com/lambda/pricing/ (arm64) */
  invocation: 0.2e-6,
  gigabyteSecond: 1.33334e-5,
  /** On-demand request units of a standard table: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  /** A gigabyte of table for a month, and of its continuous backup: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  tableGigabyteMonth: 0.25,
  backupGigabyteMonth: 0.2,
  /** A gigabyte written to CloudWatch Logs: https://aws.amazon.com/cloudwatch/pricing/ */
  logGigabyte: 0.5,
  /** A metric of one's own, and an alarm, for a month. */
  metricMonth: 0.3,
  alarmMonth: 0.1,
  /** PUT of an object: https://aws.amazon.com/s3/pricing/ */
  objectPut: 5e-6,
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretMonth: 0.4,
} as const;
