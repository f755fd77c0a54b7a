import type { OutboundRequest } from '../../../domain/outbound.ts';

/** How long a text at the top of a JSON request is, in UTF-16 units; 0 when there is none. */
export const textLength =
  (name: string) =>
  ({ body = '{}' }: OutboundRequest): number => {
    const text: unknown = JSON.parse(body)[name];
    return typeof text === 'string' ? text.length : 0;
  };
