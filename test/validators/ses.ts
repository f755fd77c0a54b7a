import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { messageProblems } from './email.ts';

const MESSAGE_MAX = 40 * 1024 * 1024;

/** What SendEmail of SES v2 asks for, and the message inside. */
export function problems({ url, auth, body = '' }: OutboundRequest): string[] {
  const { FromEmailAddress, Destination, Content, ...rest } = JSON.parse(body);
  const data: string = Content.Raw.Data;
  return [
    ...(url.endsWith('/v2/email/outbound-emails') ? [] : ['url']),
    ...(auth?.kind === 'aws' && auth.service === 'ses' ? [] : ['auth']),
    ...(Object.keys(rest).every((key) => key === 'ConfigurationSetName') ? [] : ['fields']),
    ...(/^[A-Za-z0-9+/]+={0,2}$/.test(data) && data.length <= MESSAGE_MAX ? [] : ['data']),
    ...messageProblems(Buffer.from(data, 'base64').toString('latin1'), FromEmailAddress, Destination.ToAddresses),
  ];
}
