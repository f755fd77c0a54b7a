import { defineSource } from '../_kit/define-source.ts';
import { kubeArmorFields } from '../_kit/formats/kubearmor/fields.ts';
import { readKubeArmor } from '../_kit/formats/kubearmor/kubearmor.ts';

/** AccuKnox CWPP: the raw alert of KubeArmor with fields of the SaaS, or an alert type of unknown shape. */
export const accuknox = defineSource({
  vendor: 'AccuKnox',
  product: 'Runtime Security',
  docs: 'https://help.accuknox.com/integrations/webhook-integration/',
  consoles: ['*.accuknox.com'],
  about: {
    name: 'AccuKnox CWPP',
    setup: [
      'In AccuKnox, open Settings, Integrations, CSPM/CWPP, and choose Webhook.',
      'Enter a name and the URL {url}, the method POST, and the header `x-tocsin-key` with your key.',
      'Add 200 to the success codes, press Test, then Save.',
      'Open Monitors, Logs, choose a filter, "Create trigger", and pick the webhook as its notification channel.',
    ],
    auth: `{ header: { name: x-tocsin-key, value: "\${ACCUKNOX_HOOK_KEY}" } }`,
    settings: { successStatus: 200 },
    arrives: 'The raw alert of KubeArmor with fields of AccuKnox, one a request.',
    becomes:
      'An alert with the policy as its type and the cluster, namespace, pod and process. Severity 1 to 10 becomes low to ' +
      'critical. The same policy on the same workload is one problem.',
    notes: ['AccuKnox compares the status with the success codes of the integration, hence `successStatus: 200`.'],
  },
  fields: kubeArmorFields,
  read: readKubeArmor,
});
