import type { Source } from './_kit/define-source.ts';
import { accuknox } from './accuknox/index.ts';
import { akto } from './akto/index.ts';
import { alertmanager } from './alertmanager/index.ts';
import { awsWaf } from './aws-waf/index.ts';
import { azureMonitor } from './azure-monitor/index.ts';
import { carbonBlack } from './carbon-black/index.ts';
import { checkmk } from './checkmk/index.ts';
import { cloudevents } from './cloudevents/index.ts';
import { cloudflare } from './cloudflare/index.ts';
import { crowdsec } from './crowdsec/index.ts';
import { crowdstrike } from './crowdstrike/index.ts';
import { custom } from './custom/index.ts';
import { datadog } from './datadog/index.ts';
import { elastic } from './elastic/index.ts';
import { falco } from './falco/index.ts';
import { falcosidekick } from './falcosidekick/index.ts';
import { fastlyNgwaf } from './fastly-ngwaf/index.ts';
import { forticnapp } from './forticnapp/index.ts';
import { generic } from './generic/index.ts';
import { gitguardian } from './gitguardian/index.ts';
import { github } from './github/index.ts';
import { gitlab } from './gitlab/index.ts';
import { googleScc } from './google-scc/index.ts';
import { grafana } from './grafana/index.ts';
import { guardduty } from './guardduty/index.ts';
import { inspector } from './inspector/index.ts';
import { jfrogXray } from './jfrog-xray/index.ts';
import { kubearmor } from './kubearmor/index.ts';
import { kubescape } from './kubescape/index.ts';
import { macie } from './macie/index.ts';
import { microsoftDefender } from './microsoft-defender/index.ts';
import { microsoftSentinel } from './microsoft-sentinel/index.ts';
import { newRelic } from './new-relic/index.ts';
import { ocsf } from './ocsf/index.ts';
import { okta } from './okta/index.ts';
import { opsgenie } from './opsgenie/index.ts';
import { pagerduty } from './pagerduty/index.ts';
import { policyReporter } from './policy-reporter/index.ts';
import { prismaCloud } from './prisma-cloud/index.ts';
import { proofpointTap } from './proofpoint-tap/index.ts';
import { prowler } from './prowler/index.ts';
import { rhacs } from './rhacs/index.ts';
import { securityhub } from './securityhub/index.ts';
import { semgrep } from './semgrep/index.ts';
import { sentinelone } from './sentinelone/index.ts';
import { sentry } from './sentry/index.ts';
import { sns } from './sns/index.ts';
import { snyk } from './snyk/index.ts';
import { splunk } from './splunk/index.ts';
import { standardWebhooks } from './standard-webhooks/index.ts';
import { stepsecurity } from './stepsecurity/index.ts';
import { suricata } from './suricata/index.ts';
import { sysdig } from './sysdig/index.ts';
import { tetragon } from './tetragon/index.ts';
import { traceable } from './traceable/index.ts';
import { trivyOperator } from './trivy-operator/index.ts';
import { uptimeKuma } from './uptime-kuma/index.ts';
import { wallarm } from './wallarm/index.ts';
import { wazuh } from './wazuh/index.ts';
import { wiz } from './wiz/index.ts';
import { zabbix } from './zabbix/index.ts';

/** Every sender Tocsin understands, by the `type` that `tocsin.yaml` names. */
export const sources = {
  accuknox,
  akto,
  alertmanager,
  'azure-monitor': azureMonitor,
  'carbon-black': carbonBlack,
  'aws-waf': awsWaf,
  checkmk,
  cloudevents,
  cloudflare,
  crowdsec,
  crowdstrike,
  custom,
  datadog,
  elastic,
  falco,
  falcosidekick,
  'fastly-ngwaf': fastlyNgwaf,
  forticnapp,
  generic,
  gitguardian,
  github,
  gitlab,
  'google-scc': googleScc,
  grafana,
  guardduty,
  'jfrog-xray': jfrogXray,
  inspector,
  kubearmor,
  kubescape,
  macie,
  'microsoft-defender': microsoftDefender,
  'microsoft-sentinel': microsoftSentinel,
  'new-relic': newRelic,
  ocsf,
  okta,
  opsgenie,
  pagerduty,
  'policy-reporter': policyReporter,
  'prisma-cloud': prismaCloud,
  'proofpoint-tap': proofpointTap,
  prowler,
  rhacs,
  securityhub,
  semgrep,
  sentinelone,
  sentry,
  sns,
  snyk,
  splunk,
  'standard-webhooks': standardWebhooks,
  stepsecurity,
  suricata,
  sysdig,
  tetragon,
  traceable,
  'trivy-operator': trivyOperator,
  'uptime-kuma': uptimeKuma,
  wallarm,
  wazuh,
  wiz,
  zabbix,
} as const satisfies Record<string, Source>;
