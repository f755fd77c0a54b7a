/** Three values of each setting that an alert may choose: the default, and two options. */
type Values = readonly [otherwise: unknown, first: unknown, second: unknown];

const hooks = (base: string, ...ends: readonly string[]): Values => {
  const [otherwise, first, second] = ends.map((end) => base + end);
  return [otherwise, first, second];
};
const key = (letter: string): string => letter.repeat(32);

const discord = (id: string): string =>
  `https://discord.com/api/webhooks/80351110224678912${id}/invented-token-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789ABCD`;
const google = (space: string): string =>
  `https://chat.googleapis.com/v1/spaces/${space}/messages?key=AIzaInventedKey0123456789&token=invented-token-0123456789`;
const teams = (name: string): string =>
  `https://prod-01.westeurope.logic.azure.com/workflows/${name}/triggers/manual/paths/invoke?sig=invented`;

export const targetValues: Readonly<Record<string, Readonly<Record<string, Values>>>> = {
  discord: {
    webhookUrl: [discord('1'), discord('2'), discord('3')],
    threadId: ['111111111111111111', '222222222222222222', '333333333333333333'],
  },
  email: { to: [['all@example.com'], ['a@example.com'], ['b@example.com', 'c@example.com']] },
  'github-dispatch': { owner: ['acme', 'acme-a', 'acme-b'], repo: ['all', 'a', 'b'], eventType: ['all', 'a', 'b'] },
  'github-issues': { owner: ['acme', 'acme-a', 'acme-b'], repo: ['all', 'a', 'b'], assignees: [[], ['octo'], ['cat']] },
  'gitlab-issues': { project: ['acme/all', 'acme/a', 'acme/b'] },
  'google-chat': { webhookUrl: [google('AAA'), google('BBB'), google('CCC')] },
  'incident-io': {
    url: hooks('https://api.incident.io/v2/alert_events/http/', '01ALL', '01A', '01B'),
    sourceId: ['01NOTAREALSOURCE0000000000', '01NOTAREALSOURCE0000000001', '01NOTAREALSOURCE0000000002'],
  },
  jira: {
    project: ['ALL', 'PAY', 'CORE'],
    issueType: ['Task', 'Bug', 'Incident'],
    assignee: [null, 'account-a', 'account-b'],
    components: [[], ['Web'], ['Api', 'Db']],
  },
  'jsm-operations': {
    apiKey: [
      '00000000-0000-4000-8000-000000000001',
      '00000000-0000-4000-8000-000000000002',
      '00000000-0000-4000-8000-000000000003',
    ],
  },
  mattermost: {
    webhookUrl: hooks(
      'https://chat.example.com/hooks/',
      'all0123456789abcdefghijklmn',
      'a0123456789abcdefghijklmnop',
      'b0123456789abcdefghijklmnop',
    ),
    channel: ['soc', 'pay-alerts', 'core-alerts'],
  },
  pagerduty: { routingKey: [key('a'), key('b'), key('c')] },
  servicenow: { assignmentGroup: [null, key('b'), key('c')] },
  ses: { to: [['all@example.com'], ['a@example.com'], ['b@example.com', 'c@example.com']] },
  slack: {
    channel: ['C0ALL', 'C0PAY', 'C0CORE'],
    webhookUrl: hooks('https://hooks.slack.com/services/', 'T/B/all', 'T/B/a', 'T/B/b'),
  },
  teams: { webhookUrl: [teams('all'), teams('a'), teams('b')] },
  telegram: { chatId: ['-1001', '-1002', '-1003'], topicId: [null, 7, 8] },
  webhook: { url: hooks('https://example.com/in/', 'all', 'a', 'b') },
};
