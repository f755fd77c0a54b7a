import type { AlertAction } from '../../domain/alert.ts';
import { type Dig, textsOf } from '../_kit/field-reader.ts';

const blockedWords = /^(?:block(?:ed)?|drop(?:ped)?|den(?:y|ied)|reject(?:ed)?|quarantined?)$/i;
const allowedWords = /^(?:allow(?:ed)?|pass(?:ed)?|accept(?:ed)?|permit(?:ted)?)$/i;

/** What a firewall or proxy said that it did, or Wazuh's own active response; Wazuh itself only reads logs. */
export function actionOf(said: Dig): AlertAction {
  const did = said.text('data.action', 'data.aws.action')?.trim() ?? '';
  const responds = textsOf(said.value('rule.groups')).includes('active_response');
  if (blockedWords.test(did) || (responds && said.text('data.command') === 'add')) return 'blocked';
  return allowedWords.test(did) ? 'allowed' : 'observed';
}
