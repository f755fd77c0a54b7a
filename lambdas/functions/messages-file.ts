import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Variables } from '../config/env.ts';
import type { Config } from '../config/schema.ts';
import type { Messages } from '../engine/api/message-view.ts';

type Installed = Pick<Config, 'destinations' | 'routes' | 'publicUrl'>;

/** What the file beside the function offers. */
interface MessagesModule {
  messagesOf(installed: Installed): Messages;
}

/**
 * What makes messages again, which the deployment put beside the function; loaded when the first message is asked for.
 * `TOCSIN_MESSAGES` is its path.
 */
export function messagesFile(variables: Variables, installed: Installed): { readonly messages?: Messages } {
  const file = variables['TOCSIN_MESSAGES'];
  if (file === undefined) return {};
  let loaded: Promise<Messages> | undefined;
  const load = async (): Promise<Messages> => {
    const found: MessagesModule = await import(pathToFileURL(path.resolve(file)).href);
    return found.messagesOf(installed);
  };
  return {
    messages: async (asked) => {
      loaded ??= load();
      return (await loaded)(asked);
    },
  };
}
