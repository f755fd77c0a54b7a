import type { Source } from './_kit/define-source.ts';
import { accuknox } from './accuknox/index.ts';
import { akto } from './akto/index.ts';
import { alertmanager } from './alertmanager/index.ts';
import { cloudevents } from './cloudevents/index.ts';
import { cloudflare } from './cloudflare/index.ts';
import { crowdstrike } from './crowdstrike/index.ts';
import { custom } from './custom/index.ts';
import { datadog } from './datadog/index.ts';
import { elastic } from './elastic/index.ts';
import { falco } from './falco/index.ts';
import { falcosidekick } from './falcosidekick/index.ts';
import { fastlyNgwaf } from './fastly-ngwaf/index.ts';
import { forticnapp } from './forticnapp/index.ts';
import { generic } from './generic/index.ts';
import { github } from './github/index.ts';
import { gitlab } from './gitlab/index.ts';
import { grafana } from './grafana/index.ts';
import { guardduty } from './guardduty/index.ts';
import { inspector } from './inspector/index.ts';
import { kubearmor } from './kubearmor/index.ts';
import { kubescape } from './kubescape/index.ts';
import { macie } from './macie/index.ts';
import { microsoftDefender } from './microsoft-defender/index.ts';
import { microsoftSentinel } from './microsoft-sentinel/index.ts';
import { ocsf } from './ocsf/index.ts';
import { okta } from './okta/index.ts';
import { pagerduty } from './pagerduty/index.ts';
import { prismaCloud } from './prisma-cloud/index.ts';
import { prowler } from './prowler/index.ts';
import { rhacs } from './rhacs/index.ts';
import { securityhub } from './securityhub/index.ts';
import { sentinelone } from './sentinelone/index.ts';
import { sns } from './sns/index.ts';
import { snyk } from './snyk/index.ts';
import { splunk } from './splunk/index.ts';
import { standardWebhooks } from './standard-webhooks/index.ts';
import { stepsecurity } from './stepsecurity/index.ts';
import { sysdig } from './sysdig/index.ts';
import { tetragon } from './tetragon/index.ts';
import { traceable } from './traceable/index.ts';
import { trivyOperator } from './trivy-operator/index.ts';
import { wallarm } from './wallarm/index.ts';
import { wazuh } from './wazuh/index.ts';
import { wiz } from './wiz/index.ts';

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
  inspector,
  kubearmor,
  kubescape,
  macie,
  'microsoft-defender': microsoftDefender,
  'microsoft-sentinel': microsoftSentinel,
  ocsf,
  okta,
  pagerduty,
  'prisma-cloud': prismaCloud,
  prowler,
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
