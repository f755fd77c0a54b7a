// Steps that are the same for every service of AWS whose findings come over EventBridge.

/** The pattern of a rule for all events of a service, such as `aws.macie`. */
const patternOf = (service: string): string => `\`{"source": ["${service}"]}\``;

/** Where Tocsin runs in the account and the region of the findings. */
export const inSameRegion =
  'In the same account and region as Tocsin: write `auth: eventbridge` for this source and deploy. That makes the EventBridge rule; there is nothing to click, no hook URL and no secret.';

export const fromOtherRegions = (service: string): string =>
  `From other regions: in each, open EventBridge, Rules, "Create rule", with the event pattern ${patternOf(service)} and the default event bus of Tocsin’s region as the target.`;

/** Behind the step for other regions, which names the pattern, a service need not be named again. */
export const overHttp = (service?: string): string =>
  `Over HTTP instead: give the source \`auth: { header: … }\`. In EventBridge, open "API destinations", create a connection with "API key" (name \`x-tocsin-key\`, value your key) and an API destination with the URL {url} and the method POST, and choose it as the target of a rule with ${service === undefined ? 'that event pattern' : `the event pattern ${patternOf(service)}`}.`;
