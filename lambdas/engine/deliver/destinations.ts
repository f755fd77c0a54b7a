import { reachOf } from '../../config/reach.ts';
import type { Config } from '../../config/schema.ts';
import { resolveSecrets } from '../../config/secrets.ts';
import { splitCommon } from '../../config/split-common.ts';
import { isEvidencePolicy, withEvidence } from '../../destinations/_kit/alert-view/evidence-policy.ts';
import { withTimeZone } from '../../destinations/_kit/alert-view/time-zone.ts';
import type { Connected } from '../../destinations/_kit/connected.ts';
import type { Destination } from '../../destinations/_kit/define-destination.ts';
import { apartFromDefaults, choicesIn, settingsAt, targetOf } from '../../destinations/_kit/targets/target.ts';
import { type AnswersFor, withAnswers } from '../../destinations/_kit/with-answers.ts';
import { withAttempts } from '../../destinations/_kit/with-attempts.ts';
import { withMessage } from '../../destinations/_kit/wording/with-message.ts';
import { loadDestination } from '../../destinations/load.ts';
import { limitsOf } from '../../domain/delivery-limits.ts';
import { type DeliveryTarget, targetText } from '../../domain/delivery-target.ts';
import { createAllowance } from '../../domain/expression/allowance.ts';
import { type Evaluate, evaluateOne } from '../../domain/expression/expression.ts';
import { MessageSetting } from '../../domain/message-setting.ts';
import { defined, type Fields } from '../../domain/values/json-fields.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { isTimeZone } from '../../domain/values/time-zone.ts';
import { answersFor } from '../signed-links/links.ts';
import type { Unusable } from './ports.ts';

type Secrets = Readonly<Record<string, string | undefined>>;
type Found = Connected | Unusable;

/** What a destination is connected with. */
interface Surroundings {
  readonly secrets: Secrets;
  readonly evaluate: Evaluate;
  readonly answers: AnswersFor;
  /** The address of the console, when messages link to it. */
  readonly consoleUrl: string | undefined;
  readonly target?: DeliveryTarget | undefined;
}

/** What a destination knows of where it sends; nothing when no setting is chosen and no id was asked for. */
function targetParts(
  written: Fields,
  { targets }: Destination,
  target: DeliveryTarget | undefined,
): Pick<Connected, 'target' | 'targetScope' | 'targetOf'> {
  const scope = targetText(apartFromDefaults(target ?? {}, written, targets));
  return {
    ...(target === undefined ? {} : { target }),
    ...(scope === '' ? {} : { targetScope: scope }),
    ...(choicesIn(written, targets).length === 0 ? {} : { targetOf: (alert) => targetOf(alert, written, targets) }),
  };
}

function connectWith(
  destination: Destination,
  { common, own }: ReturnType<typeof splitCommon>,
  { evaluate, answers, consoleUrl }: Pick<Surroundings, 'evaluate' | 'answers' | 'consoleUrl'>,
): Connected {
  const { evidence, timeZone } = common;
  const connected = { ...destination.connect(own), ...limitsOf(common), ...defined({ reach: reachOf(common) }) };
  const answerable = withAnswers(connected, answers, destination.about.group);
  const worded = withMessage(answerable, MessageSetting.safeParse(common.message).data, evaluate);
  const zoned = withTimeZone(worded, isTimeZone(timeZone) ? timeZone : undefined);
  const linked = consoleUrl === undefined ? zoned : withAttempts(zoned, (attempt) => ({ consoleUrl, ...attempt }));
  return withEvidence(linked, isEvidencePolicy(evidence) ? evidence : 'scrubbed');
}

async function connect(
  setting: Config['destinations'][string],
  { secrets, target, ...given }: Surroundings,
): Promise<Found> {
  const { type, ...written } = setting;
  const destination = await loadDestination(type);
  if (destination === undefined) return 'destination_not_configured';
  const { value, missing } = resolveSecrets(settingsAt(written, destination.targets, target), secrets);
  if (missing.length > 0) return 'secret_not_set';
  try {
    const connected = connectWith(destination, splitCommon(value), given);
    return { ...connected, ...targetParts(written, destination, target) };
  } catch {
    // The error would quote the settings, secrets among them.
    return 'settings_invalid';
  }
}

/** Targets that stay connected; the operator names fewer. */
const MOST_CONNECTED = 2_000;

/**
 * The configured destinations, connected at their first use, and again when the secrets have changed; each of their targets
 * by itself, so that a secret that is missing holds up the deliveries alone that need it.
 */
export function createDestinations(
  config: Pick<Config, 'destinations' | 'publicUrl'>,
  secrets: () => Promise<Secrets>,
): (id: string, target?: DeliveryTarget) => Promise<Found> {
  const evaluate = createAllowance(evaluateOne);
  const { publicUrl } = config;
  const consoleUrl = publicUrl === undefined ? undefined : `${withoutSlash(publicUrl)}/console`;
  let kept: { readonly of: Secrets; readonly connected: Map<string, Promise<Found>> } | undefined;
  const connectTo = (id: string, current: Secrets, target: DeliveryTarget | undefined): Promise<Found> => {
    const setting = config.destinations[id];
    if (setting === undefined) return Promise.resolve('destination_not_configured');
    const answers = answersFor(current, publicUrl);
    return connect(setting, { secrets: current, evaluate, answers, consoleUrl, target });
  };
  return async (id, target) => {
    const current = await secrets();
    if (kept?.of !== current || kept.connected.size > MOST_CONNECTED) kept = { of: current, connected: new Map() };
    const { connected } = kept;
    const key = target === undefined ? id : `${id} ${JSON.stringify(target)}`;
    const found = connected.get(key) ?? connectTo(id, current, target);
    connected.set(key, found);
    return found;
  };
}
