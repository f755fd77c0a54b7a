import { CfnOutput } from 'aws-cdk-lib';
import { EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { TocsinOptions } from './options/options.ts';

type Front = Pick<TocsinOptions, 'domainName' | 'certificateArn' | 'webAclArn'>;

/** The operator's own domain and web ACL in front of the API. */
export function addFront(scope: Construct, rest: RestApi, { domainName, certificateArn, webAclArn }: Front): void {
  if (domainName !== undefined && certificateArn !== undefined) {
    const domain = rest.addDomainName('Domain', {
      domainName,
      certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new CfnOutput(scope, 'DomainTarget', {
      value: domain.domainNameAliasDomainName,
      description: `Where the DNS record of ${domainName} has to point (CNAME, or an alias of Route 53)`,
    });
  }
  if (webAclArn !== undefined)
    new CfnWebACLAssociation(scope, 'WebAcl', { webAclArn, resourceArn: rest.deploymentStage.stageArn });
}

/** The address under which the API is reached, with a slash at its end. */
export const baseUrl = (rest: RestApi, { domainName }: Pick<TocsinOptions, 'domainName'>): string =>
  domainName === undefined ? rest.url : `https://${domainName}/`;
