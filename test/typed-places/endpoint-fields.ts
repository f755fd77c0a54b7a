import type { Place } from './places.ts';
import { evidence, type Fields, nouns } from './standards.ts';

type Endpoint = Extract<Place, `${string}.${'ip' | 'port'}`>;

/**
 * The fields for addresses and ports. Which end is the source depends on the direction of a connection; who passed a call
 * on is the translated source, or an intermediary.
 */
export const endpointFields: Readonly<Record<Endpoint, Fields>> = {
  'actor.ip': {
    ocsf: evidence('src_endpoint.ip', 'dst_endpoint.ip'),
    ecs: ['source.ip', 'destination.ip', 'client.ip'],
    udm: [...nouns('ip'), 'src.ip'],
    asff: ['Network.SourceIpV4', 'Network.SourceIpV6', 'Action.NetworkConnectionAction.RemoteIpDetails.IpAddressV4'],
    cef: ['src', 'c6a2'],
    leef: ['src'],
    cim: ['src', 'src_ip'],
  },
  'target.ip': {
    ocsf: [...evidence('dst_endpoint.ip', 'device.ip', 'src_endpoint.ip'), 'resources.ip'],
    ecs: ['destination.ip', 'host.ip', 'server.ip', 'source.ip'],
    asim: ['DvcIpAddr'],
    udm: nouns('ip', 'asset.ip'),
    asff: [
      'Network.DestinationIpV4',
      'Network.DestinationIpV6',
      'Network.SourceIpV4',
      'Network.SourceIpV6',
      'Resources.Details.AwsEc2Instance.IpV4Addresses',
    ],
    cef: ['dst', 'c6a3', 'src', 'c6a2', 'dvc', 'c6a1'],
    leef: ['dst', 'src'],
    cim: ['dest', 'dest_ip', 'src', 'src_ip', 'dvc', 'dvc_ip'],
  },
  'connection.remote.ip': {
    ocsf: evidence('dst_endpoint.ip', 'src_endpoint.ip'),
    ecs: ['destination.ip', 'source.ip', 'server.ip', 'client.ip'],
    udm: [...nouns('ip'), 'intermediary.ip'],
    asff: [
      'Network.DestinationIpV4',
      'Network.DestinationIpV6',
      'Network.SourceIpV4',
      'Network.SourceIpV6',
      'Action.NetworkConnectionAction.RemoteIpDetails.IpAddressV4',
    ],
    cef: ['dst', 'c6a3', 'src', 'c6a2', 'sourceTranslatedAddress'],
    leef: ['dst', 'src', 'srcPostNAT'],
    cim: ['dest', 'dest_ip', 'src', 'src_ip', 'src_translated_ip'],
  },
  'actor.port': {
    ocsf: evidence('src_endpoint.port', 'dst_endpoint.port'),
    ecs: ['source.port', 'destination.port', 'client.port'],
    udm: [...nouns('port'), 'src.port'],
    asff: ['Network.SourcePort', 'Network.DestinationPort'],
    cef: ['spt', 'dpt'],
    leef: ['srcPort', 'dstPort'],
    cim: ['src_port'],
  },
  'target.port': {
    // A vulnerability finding has no endpoints.
    ocsf: [...evidence('dst_endpoint.port', 'src_endpoint.port'), 'resources.data.port'],
    ecs: ['destination.port', 'server.port', 'source.port'],
    udm: nouns('port'),
    asff: ['Network.DestinationPort', 'Network.SourcePort'],
    cef: ['dpt', 'spt'],
    leef: ['dstPort', 'srcPort'],
    cim: ['dest_port', 'src_port'],
  },
  'connection.remote.port': {
    ocsf: evidence('dst_endpoint.port', 'src_endpoint.port'),
    ecs: ['destination.port', 'source.port', 'server.port'],
    udm: [...nouns('port'), 'intermediary.port'],
    asff: ['Network.DestinationPort', 'Network.SourcePort', 'Action.NetworkConnectionAction.RemotePortDetails.Port'],
    cef: ['dpt', 'spt', 'sourceTranslatedPort'],
    leef: ['dstPort', 'srcPort', 'srcPostNATPort'],
    cim: ['dest_port', 'src_port', 'src_translated_port'],
  },
};
