/** The configuration that a release was caught in flight with, for the address of its receivers. */
export const yaml = (url: string): string => `version: 1
sources:
  edge: { type: kubearmor, auth: none }
destinations:
  hook: { type: webhook, url: "${url}/hook" }
  siem: { type: splunk, url: "${url}", token: "\${SPLUNK_TOKEN}" }
  chat: { type: slack, webhookUrl: "\${SLACK_URL}" }
routes:
  - to: [hook, siem, chat]
`;

/** As Splunk's collector, a Slack webhook, and any other receiver answer. */
export function answerTo(url: string): string {
  if (url.startsWith('/services/collector')) return '{"text":"Success","code":0}';
  return url.startsWith('/services/') ? 'ok' : '{}';
}
