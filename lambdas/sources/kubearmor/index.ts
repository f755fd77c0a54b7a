import { defineSource } from '../_kit/define-source.ts';
import { kubeArmorFields } from '../_kit/formats/kubearmor/fields.ts';
import { readKubeArmor } from '../_kit/formats/kubearmor/kubearmor.ts';

/** KubeArmor itself: sidekick's webhook output, or a log shipper that posts what the relay or the daemon prints. */
export const kubearmor = defineSource({
  vendor: 'KubeArmor',
  product: 'Runtime Security',
  docs: 'https://github.com/kubearmor/KubeArmor/blob/main/getting-started/kubearmor-events.md',
  about: {
    name: 'KubeArmor, by sidekick or a log shipper',
    setup: [
      'Install kubearmor-relay and its sidekick: `helm upgrade --install kubearmor-sidekick kubearmor/sidekick -n kubearmor`.',
      'In the sidekick’s configuration set `webhook.address: {url}` and, under `webhook.customHeaders`, `Authorization: Bearer <token>`.',
      'Or have a log shipper (Vector, Fluent Bit) post what `karmor logs --json` prints to the same URL.',
    ],
    auth: `{ bearer: "\${KUBEARMOR_HOOK_TOKEN}" }`,
    arrives: 'One alert a request, as JSON; telemetry (container and host logs) may come with it and is not forwarded.',
    becomes:
      'An alert with the policy as its type and the pod, container and process. Severity 1 to 10 becomes low to critical; ' +
      'without one, what was blocked is medium and what was audited low. The same policy on the same workload is one problem.',
    notes: ['When KubeArmor throttles a container’s alerts, an alert of kind gap says so.'],
  },
  fields: kubeArmorFields,
  read: readKubeArmor,
});
