import * as z from 'zod/mini';
import { defineDestination } from '../../../lambdas/destinations/_kit/define-destination.ts';
import { webhook as real } from '../../../lambdas/destinations/webhook/index.ts';
import { delivered } from '../../../lambdas/domain/outcome.ts';

const Settings = z.object({ url: z.string() });

/** Sends the title, and takes every answer for a success. */
export const webhook = defineDestination<z.infer<typeof Settings>>({
  docs: real.docs,
  about: real.about,
  settings: Settings,
  secrets: [],
  audience: 'machines',
  isIdempotent: true,
  render: ({ title }, _attempt, { url }) => ({ method: 'POST', url, headers: {}, body: title }),
  judge: () => delivered(),
});
