import { type Dig, dig } from '../_kit/field-reader.ts';

/** A rule that matched: its id, where that stands, and the rule group that it is of. */
export interface Match {
  readonly rule: string;
  readonly path: string;
  readonly group: string | undefined;
}

/** `AWS#AWSManagedRulesSQLiRuleSet` or the ARN of a rule group: its name. */
function groupName(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const afterMark = id.slice(id.indexOf('rulegroup/') + 'rulegroup/'.length);
  return id.startsWith('arn:') ? afterMark.split('/')[0] : (id.split('#')[1] ?? id);
}

const matchAt = (said: Dig, path: string, group: string | undefined): Match[] => {
  const rule = said.text(path);
  return rule === undefined ? [] : [{ rule, path, group }];
};

const groupsOf = (said: Dig): readonly (readonly [at: string, group: string | undefined])[] =>
  said.list('ruleGroupList').map((group, i) => [`ruleGroupList.${i}`, groupName(dig(group).text('ruleGroupId'))]);

/** The rule that decided: inside of its rule group where it is of one. */
function decisive(said: Dig): Match[] {
  const inGroup = groupsOf(said).flatMap(([at, group]) => matchAt(said, `${at}.terminatingRule.ruleId`, group));
  return [...inGroup, ...matchAt(said, 'terminatingRuleId', undefined)].slice(0, 1);
}

/** A rule that lets a request with a valid token on is listed here too: `CAPTCHA`, `CHALLENGE`. */
const isCounting = (item: unknown): boolean => /^(?:|count|excluded_as_count)$/i.test(dig(item).text('action') ?? '');

function counted(said: Dig, at: string, group: string | undefined): Match[] {
  const lists = ['nonTerminatingMatchingRules', 'excludedRules'].map((name) => (at === '' ? name : `${at}.${name}`));
  return lists.flatMap((list) =>
    said.list(list).flatMap((item, i) => (isCounting(item) ? matchAt(said, `${list}.${i}.ruleId`, group) : [])),
  );
}

export const actionWord = (said: Dig): string => said.text('action')?.toUpperCase() ?? '';

/**
 * The rules that matched, the one that decided first. A request that was allowed, and that no rule counted, has none:
 * https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html
 */
export function matchesOf(said: Dig): readonly Match[] {
  const counts = [
    ...groupsOf(said).flatMap(([at, group]) => counted(said, at, group)),
    ...counted(said, '', undefined),
  ];
  return actionWord(said) === 'ALLOW' ? counts : [...decisive(said), ...counts];
}

const clientGroups = /IpReputation|AnonymousIp|BotControl|ATPRuleSet|ACFPRuleSet|AntiDDoS/i;

/** Whether a rule is about who asks and not about what is asked for: the path does not belong to the problem then. */
export const isAboutClient = (said: Dig, { rule, group }: Match): boolean =>
  rule === 'Default_Action' ||
  said.text('terminatingRuleType') === 'RATE_BASED' ||
  clientGroups.test(group ?? '') ||
  clientGroups.test(rule);
