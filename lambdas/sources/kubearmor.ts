import { readKubeArmor } from '../core/kubearmor.ts';
import { defineSource } from '../core/source.ts';

/** KubeArmor itself: sidekick's webhook output, or a log shipper that posts what the relay or the daemon prints. */
export const kubearmor = defineSource({
  vendor: 'KubeArmor',
  product: 'Runtime Security',
  docs: 'https://github.com/kubearmor/KubeArmor/blob/main/getting-started/kubearmor-events.md',
  read: readKubeArmor,
});
