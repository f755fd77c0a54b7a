import { defineSource } from '../_kit/define-source.ts';
import { readMicrosoft } from '../_kit/formats/microsoft/microsoft.ts';
import { pasted } from '../_kit/markdown-snippet.ts';

const body = "@{items('For_each')}";

/** Microsoft Defender XDR, for Endpoint and for Cloud: alerts, by a Logic App or a poller. */
export const microsoftDefender = defineSource({
  vendor: 'Microsoft',
  product: 'Defender',
  docs: 'https://learn.microsoft.com/graph/api/resources/security-alert',
  about: {
    name: 'Microsoft Defender',
    setup: [
      'In the Azure portal, create a Logic App with the trigger Recurrence (5 minutes) and a managed identity with the Graph permission `SecurityAlert.Read.All`.',
      'Add the action HTTP: GET `https://graph.microsoft.com/v1.0/security/alerts_v2?$filter=lastUpdateDateTime ge @{addMinutes(utcNow(), -10)}`, authentication "Managed identity", audience `https://graph.microsoft.com`.',
      'Add "For each" over `value` of its body, and in it the action HTTP: method POST, URI {url}, headers `Content-Type: application/json` and `Authorization: Bearer <token>`.',
      pasted('As the body of that action, choose the expression:', body, 'text'),
      'For Defender for Cloud: open Microsoft Defender for Cloud, Environment settings, your subscription, Workflow automation, "Add workflow automation", "Security alert", with a Logic App that posts `@{triggerBody()}` in the same way.',
    ],
    auth: `{ bearer: "\${DEFENDER_HOOK_TOKEN}" }`,
    arrives:
      'An alert a request, or the whole answer of the API with its list under `value`, each also when it was updated. Rows of ' +
      'the streaming API (`AlertInfo`, `AlertEvidence`) are read as well, each as a report about its alert.',
    becomes:
      'An alert with its title as its type, host, user, address and process of its evidence, and its MITRE techniques. The ' +
      'severity is Defender’s. The same title for the same host, user and address is one problem; the status resolved ' +
      'resolves it. What the evidence calls prevented or blocked is blocked.',
    notes: [
      'Windows of time that overlap are harmless: an alert that was not updated arrives once.',
      'Change notifications of Graph are read too, and their handshake is answered; they say that an alert changed and not what is in it. The notifications `missed` and `subscriptionRemoved` become an alert of kind gap.',
      'Incidents become one alert each, or the alerts in them when the query expands them.',
    ],
  },
  consoles: ['security.microsoft.com', 'portal.azure.com'],
  read: (payload, received) => readMicrosoft('Defender', payload, received),
});
