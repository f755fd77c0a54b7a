import type { Evaluate } from '../../../domain/expression/expression.ts';
import type { MessageSetting } from '../../../domain/message-setting.ts';
import type { Connected } from '../connected.ts';
import { type CompiledMessage, compiledMessage } from './compile.ts';
import { wordingFor } from './wording-for.ts';

const compiled = (setting: MessageSetting | undefined): CompiledMessage =>
  setting === undefined ? {} : compiledMessage(setting);

/**
 * A destination that people read, with what it needs to word its messages: each setting of the route goes before the
 * destination's.
 */
export function withMessage(connected: Connected, message: MessageSetting | undefined, evaluate: Evaluate): Connected {
  if (connected.audience === 'machines') return connected;
  return {
    ...connected,
    async word(alert, attempt, ofRoute) {
      if (message === undefined && ofRoute === undefined) return attempt;
      const { timeZone, ...settings } = { ...compiled(message), ...compiled(ofRoute) };
      const wording = await wordingFor(settings, alert, evaluate);
      return { ...attempt, wording, ...(timeZone === undefined ? {} : { timeZone }) };
    },
  };
}
