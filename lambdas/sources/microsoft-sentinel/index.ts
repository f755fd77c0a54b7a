import { defineSource } from '../_kit/define-source.ts';
import { readMicrosoft } from '../_kit/formats/microsoft/microsoft.ts';
import { pasted } from '../_kit/markdown-snippet.ts';

const incident =
  'title description severity status owner labels firstActivityTimeUtc lastActivityTimeUtc lastModifiedTimeUtc createdTimeUtc ' +
  'incidentNumber additionalData relatedAnalyticRuleIds incidentUrl providerName providerIncidentId alerts bookmarks ' +
  'relatedEntities comments classification classificationComment classificationReason teamInformation tasks';
const alert =
  'WorkspaceSubscriptionId WorkspaceResourceGroup WorkspaceId ProviderName VendorName AlertType StartTimeUtc EndTimeUtc ' +
  'TimeGenerated ProcessingEndTime Severity Status ProductName ProductComponentName SystemAlertId ProviderAlertId ' +
  'AlertDisplayName Description CompromisedEntity Tactics Techniques SubTechniques ConfidenceLevel ConfidenceScore ' +
  'ExtendedProperties Entities ExtendedLinks AlertLink RemediationSteps ResourceIdentifiers IsIncident TenantId ' +
  'AlertName AlertSeverity DisplayName StartTime EndTime VendorOriginalId SourceSystem Type SourceComputerId';

const fields = [
  ...'eventUniqueId objectSchemaType objectEventType workspaceInfo workspaceId incidentUpdates'.split(' '),
  ...'id name etag type kind'.split(' ').map((name) => `object.${name}`),
  ...incident.split(' ').map((name) => `object.properties.${name}`),
  ...alert.split(' '),
  // Lists and objects of other interfaces hold what these say.
  ...'id name etag type kind properties value nextLink'.split(' '),
];

const body = '@{triggerBody()}';

/** Microsoft Sentinel: incidents and alerts, by a playbook (Logic App) that posts the body of its trigger. */
export const microsoftSentinel = defineSource({
  vendor: 'Microsoft',
  product: 'Sentinel',
  docs: 'https://learn.microsoft.com/azure/sentinel/playbook-triggers-actions',
  about: {
    name: 'Microsoft Sentinel, by a playbook',
    setup: [
      'In the Azure portal, open Microsoft Sentinel, your workspace, Automation, Create, "Playbook with incident trigger".',
      'In the designer, add the action HTTP after the trigger: method POST, URI {url}, headers `Content-Type: application/json` and `Authorization: Bearer <token>`.',
      pasted('As its body, choose the expression:', body, 'text'),
      'In the settings of the action, keep the retry policy at "Default" (four tries); save.',
      'Back in Automation, Create, "Automation rule": trigger "When incident is created", action "Run playbook". Make a second rule with the trigger "When incident is updated" and the condition "Status, Changed", so that closed incidents are reported.',
    ],
    auth: `{ bearer: "\${SENTINEL_HOOK_TOKEN}" }`,
    arrives:
      'An incident a request, with its alerts and entities, when it is created or updated. The body of the alert trigger is read as well.',
    becomes:
      'An alert for an incident (or for an alert), with its title as its type, and host, user and address of its entities. ' +
      'High, Medium, Low and Informational become high to info. The same title for the same entities is one problem; the ' +
      'status Closed resolves it.',
    notes: [
      'An update of an incident is a new occurrence of the same problem.',
      'Sentinel gives a playbook at most 150 alerts of an incident.',
      'A playbook that the Sentinel service account may not run is silently skipped: give it the role "Microsoft Sentinel Automation Contributor" on the resource group.',
    ],
  },
  fields,
  consoles: ['portal.azure.com', 'security.microsoft.com'],
  read: (payload, received) => readMicrosoft('Sentinel', payload, received),
});
