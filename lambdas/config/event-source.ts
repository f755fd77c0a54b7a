/**
 * Source types whose events AWS itself puts on the event bus, by the `source` of those events
 * (https://docs.aws.amazon.com/eventbridge/latest/ref/events.html).
 */
export const eventSources: ReadonlyMap<string, string> = new Map([
  ['guardduty', 'aws.guardduty'],
  ['inspector', 'aws.inspector2'],
  ['macie', 'aws.macie'],
  ['securityhub', 'aws.securityhub'],
]);
