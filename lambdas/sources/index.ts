import type { Source } from '../core/source.ts';
import { accuknox } from './accuknox.ts';
import { akto } from './akto/source.ts';
import { alertmanager } from './alertmanager.ts';
import { cloudevents } from './cloudevents.ts';
import { cloudflare } from './cloudflare.ts';
import { crowdstrike } from './crowdstrike.ts';
import { custom } from './custom.ts';
import { datadog } from './datadog/source.ts';
import { elastic } from './elastic/source.ts';
import { falco } from './falco.ts';
import { falcosidekick } from './falcosidekick.ts';
import { fastlyNgwaf } from './fastly-ngwaf.ts';
import { forticnapp } from './forticnapp.ts';
import { generic } from './generic.ts';
import { github } from './github/source.ts';
import { gitlab } from './gitlab.ts';
import { grafana } from './grafana.ts';
import { guardduty } from './guardduty.ts';
import { kubearmor } from './kubearmor.ts';
import { microsoftDefender } from './microsoft-defender.ts';
import { microsoftSentinel } from './microsoft-sentinel.ts';
import { ocsf } from './ocsf.ts';
import { okta } from './okta.ts';
import { pagerduty } from './pagerduty.ts';
import { prismaCloud } from './prisma-cloud/source.ts';
import { rhacs } from './rhacs.ts';
import { securityhub } from './securityhub.ts';
import { sentinelone } from './sentinelone.ts';
import { sns } from './sns.ts';
import { snyk } from './snyk.ts';
import { splunk } from './splunk.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { stepsecurity } from './stepsecurity.ts';
import { sysdig } from './sysdig/source.ts';
import { tetragon } from './tetragon/source.ts';
import { traceable } from './traceable.ts';
import { trivyOperator } from './trivy-operator/source.ts';
import { wallarm } from './wallarm/source.ts';
import { wazuh } from './wazuh/source.ts';
import { wiz } from './wiz.ts';

/** Every sender Tocsin understands, by the `type` that `tocsin.yaml` names. */
export const sources = {
  accuknox,
  akto,
  alertmanager,
  cloudevents,
  cloudflare,
  crowdstrike,
  custom,
  datadog,
  elastic,
  falco,
  falcosidekick,
  'fastly-ngwaf': fastlyNgwaf,
  forticnapp,
  generic,
  github,
  gitlab,
  grafana,
  guardduty,
  kubearmor,
  'microsoft-defender': microsoftDefender,
  'microsoft-sentinel': microsoftSentinel,
  ocsf,
  okta,
  pagerduty,
  'prisma-cloud': prismaCloud,
  rhacs,
  securityhub,
  sentinelone,
  sns,
  snyk,
  splunk,
  'standard-webhooks': standardWebhooks,
  stepsecurity,
  sysdig,
  tetragon,
  traceable,
  'trivy-operator': trivyOperator,
  wallarm,
  wazuh,
  wiz,
} as const satisfies Record<string, Source>;
