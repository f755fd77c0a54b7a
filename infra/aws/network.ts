import { Annotations, Validations } from 'aws-cdk-lib';
import { type ISecurityGroup, type ISubnet, type IVpc, SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { TocsinOptions } from './options/options.ts';

/** Where the functions run, in the words of CDK's `FunctionOptions`. */
export interface Network {
  readonly vpc: IVpc;
  readonly vpcSubnets: { readonly subnets: ISubnet[] };
  readonly securityGroups: ISecurityGroup[];
}

type Named = Pick<TocsinOptions, 'vpcId' | 'vpcSubnets' | 'vpcSecurityGroups'>;

function subnetOf(scope: Construct, id: string, subnetId: string): ISubnet {
  const subnet = Subnet.fromSubnetId(scope, id, subnetId);
  const reason = 'Nobody reads its route table: Lambda needs the id of a subnet alone.';
  Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', reason);
  return subnet;
}

/** The VPC of the options; nothing where none is named. */
export function networkOf(
  scope: Construct,
  { vpcId, vpcSubnets = [], vpcSecurityGroups = [] }: Named,
): Network | undefined {
  if (vpcId === undefined) return undefined;
  return {
    // CDK wants a name of a zone, and uses it for subnets that it chooses itself: here all are named.
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones: ['unused'] }),
    vpcSubnets: { subnets: vpcSubnets.map((id, i) => subnetOf(scope, `Subnet${i}`, id)) },
    securityGroups: vpcSecurityGroups.map((id, i) =>
      SecurityGroup.fromSecurityGroupId(scope, `SecurityGroup${i}`, id, { mutable: false }),
    ),
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
const interfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** Lets Lambda make the network interfaces of a function. */
export function grantNetwork(role: Role, network: Network | undefined): void {
  if (network === undefined) return;
  Grant.addToPrincipal({ grantee: role, actions: interfaceActions, resourceArns: ['*'] });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Lambda refuses a function in a VPC whose role may not do this on "*": the interfaces have no names before.',
  });
}
