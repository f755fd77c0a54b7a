import { namesOf } from '../../named-fields.ts';

/** What senders call a headline, the most telling first (`^`: only near the top). */
const titleNames = [
  'title',
  'alertTitle',
  'headline',
  'alertName',
  'alertRule',
  'findingTitle',
  'incidentTitle',
  'issueTitle',
  'incidentName',
  'issueName',
  'messageTitle',
  'notificationTitle',
  'problemTitle',
  'alarmName',
  'healthRuleName',
  'eventDefinitionTitle',
  'monitorFriendlyName',
  'entityDisplayName',
  'serviceDesc',
  'serviceDescription',
  'ruleName',
  'rule.name',
  'rule.title',
  'rule.description',
  'rule.comment',
  'ruleTitle',
  'detectionName',
  'threatName',
  'threat.name',
  'malwareName',
  'virusName',
  'threatId',
  'signatureName',
  'attackName',
  'modelName',
  'model.name',
  'pluginName',
  'plugin.name',
  'savedSearch.name',
  'searchName',
  'testName',
  'test.name',
  'signature',
  'vulnerabilityName',
  'vulnerability.title',
  'vulnerability.name',
  'vulnerability.description',
  'flaw.name',
  'weakness.name',
  'issue.name',
  '^findingName',
  '^eventTitle',
  '^shortDescription',
  'shortDescription',
  '^alertText',
  '^subject',
  '^summary',
  'summary',
  '^name',
  '^displayName',
  '^label',
  'info.name',
  'info.title',
  '^message',
  '^msg',
  '^shortMessage',
  '^text',
  '^reason',
  '^content',
  'policyName',
  'policy.name',
  'checkName',
  'check.name',
  'controlName',
  'control.name',
  'monitorName',
  'monitor.name',
  'configRuleName',
  'scenario',
  'detector.displayName',
  'detector.name',
  'detector',
  'finding.category',
  '^description',
  '^category',
  '^attack',
  'issue.title',
  'alert.message',
  'error.message',
  'exception.message',
  'message',
  'component.name',
] as const;
export const titles = namesOf(...titleNames);

/** Names of kinds of events, which tell less than any headline. */
export const eventNames = namesOf('eventName', '^event', 'eventTypeName');

/** Those of them that tell how it stands at the moment rather than what it is. */
export const passing = namesOf(
  '^message',
  '^msg',
  '^shortMessage',
  '^text',
  '^reason',
  '^content',
  '^description',
  '^event',
  'message',
);
export const summaries = namesOf('summary', '^summary');

const kindNames = [
  '^rule',
  '^alert',
  'rule',
  'alert',
  'threatType',
  'classification',
  'alertType',
  'findingType',
  'vulnerabilityType',
  'attackType',
  'detectionType',
  'cve',
  'cveId',
  'vulnerability.id',
  'ruleId',
  'rule.id',
  'checkId',
] as const;

/** What names a kind of alert in words, where nothing is a headline. */
export const alertKinds = namesOf(...kindNames);

/** The same, and what kind of record it is. */
export const kinds = namesOf(...kindNames, '^alarm', '^eventType', '^type', '^kind', '^class');

/** Names of a rule, which say more than its id. */
export const rules = namesOf('ruleName', 'rule.name', 'policyName', 'policy.name', 'checkName', 'controlName');

/** Names of a thing rather than of what is wrong with it. */
export const labels = namesOf('^name', '^displayName', '^label', '^alias');

/** What a sender says beside such a name. */
export const messages = namesOf('^message', '^msg', '^alertMessage', '^description', '^text', '^summary', '^reason');

/** What a chat message says, in the marks of its chat. */
export const chats = namesOf('^text', '^content', 'attachments.title', 'attachments.text', 'embeds.title');

/** Headlines of the cards of a chat message, below the text that leads to them. */
export const cards = namesOf('attachments.title', 'embeds.title', 'sections.activityTitle');
export const leads = namesOf('^text', '^content', '^title', '^summary');

/** What somebody called, where nothing says what is wrong with that. */
export const operations = namesOf('methodName', 'operationName', 'apiName', '^operation');

/** A commit, whose message is that of its author. */
export const commits = namesOf('^commit', '^commitSha', '^commitId', '^commitHash');
export const written = namesOf('^message');
