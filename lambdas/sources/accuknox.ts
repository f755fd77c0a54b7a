import { readKubeArmor } from '../core/kubearmor.ts';
import { defineSource } from '../core/source.ts';

/** AccuKnox CWPP: the raw alert of KubeArmor with fields of the SaaS, or an alert type of unknown shape. */
export const accuknox = defineSource({
  vendor: 'AccuKnox',
  product: 'Runtime Security',
  docs: 'https://help.accuknox.com/integrations/webhook-integration/',
  read: readKubeArmor,
});
