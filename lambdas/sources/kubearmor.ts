import { readKubeArmor } from '../core/kubearmor.ts';
import { defineSource } from '../core/source.ts';

/** KubeArmor itself: sidekick's webhook output, or a log shipper that posts what the relay or the daemon prints. */
export const kubearmor = defineSource({
  vendor: 'KubeArmor',
  product: 'Runtime Security',
  docs: 'https://docs.kubearmor.io/kubearmor/documentation/kubearmor-events',
  read: readKubeArmor,
});
