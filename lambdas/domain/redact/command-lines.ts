import { isBlank, isStart, lengthAt, nothing, type Rule, type Span, span } from './span.ts';

/** Tools that take a password as an argument without a name that tells, each with the options; the last group is the password. */
const tools: readonly (readonly [names: string, option: RegExp])[] = [
  [
    'curl',
    /\s(?:-[a-zA-Z]{0,4}[uU]|--(?:proxy-)?user)[\s=]{0,3}(?:\\{0,8}["'])?([^\s"':]{0,80}:)((?!\/\/)[^\s"']{1,200})/g,
  ],
  ['mysql,mysqldump,mysqladmin,mariadb,mysqlimport', /\s()-p(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g],
  ['plink,pscp,psftp,putty', /\s()-pw\s{1,3}(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g],
  ['sqlplus,sqlldr,expdp,impdp,rman', /\s([\w$#.]{1,60}\/)([^\s"'@/\\[]{1,100})(?=@|\s|$)/g],
  ['http,https,xh', /\s(?:-a|--auth)[\s=]{1,3}(?:\\{0,8}["'])?([^\s"':]{1,80}:)([^\s"'\\][^\s"']{0,199})/g],
  ['twine', /\s()(?:-p|--password)[\s=]{1,3}(?:\\{0,8}["'])?([^\s"'\\-][^\s"']{0,200})/g],
  ['ngrok', /\s(?:add-)?authtoken\s{1,3}()([\w-]{20,200})/g],
  ['snmp-server', /\scommunity\s{1,3}()([^\s"']{1,100})/gi],
  ['snmpwalk,snmpget,snmpset,snmpbulkwalk,snmpgetnext', /\s()-c\s{1,3}(?:\\{0,8}["'])?([^\s"']{1,100})/g],
  ['sshpass', /\s()-p\s{0,3}(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g],
  [
    'docker,podman,nerdctl,crane,skopeo,helm,oras,buildah',
    /\blogin\b[^\n]{0,200}?\s()-p[\s=]{1,3}(?:\\{0,8}["'])?([^\s"'\\-][^\s"']{0,200})/g,
  ],
  ['mongo,mongosh,mongodump,mongorestore,mongoexport', /\s()-p[\s=]{0,3}(?:\\{0,8}["'])?([^\s"'\\-][^\s"']{0,200})/g],
  ['redis-cli,valkey-cli', /\s()-a\s{1,3}(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g],
  ['ldapsearch,ldapmodify,ldapadd,ldapwhoami,ldappasswd', /\s()-w\s{0,3}(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g],
  [
    'smbclient,rpcclient,net,smbmap,mount',
    /\s(?:-U|--user(?:=|\s))\s{0,3}(?:\\{0,8}["'])?([^\s"'%]{1,80}%)([^\s"'\\][^\s"']{0,199})/g,
  ],
  [
    'psexec,psexec64,paexec,crackmapexec,netexec,nxc,evil-winrm,hydra,rdesktop,smbmap,winexe',
    /\s()-p\s{0,3}(?:\\{0,8}["'])?([^\s"'\\-][^\s"']{0,200})/g,
  ],
  [
    'xfreerdp,wfreerdp,cmdkey,schtasks,wmic,mstsc',
    /\s()\/(?:p|pass|rp|password):?\s{0,2}(?:\\{0,8}["'])?([^\s"'\\/][^\s"']{0,200})/gi,
  ],
  [
    'net,net1',
    /\suse\s(?:\S{1,3}\s{1,2})?(\\{2,8}[^\s\\[]{1,60}\\{1,4}[^\s\\[]{1,60}\s{1,2})(?:\\{0,8}["'])?([^\s/"'*][^\s"']{0,200})/gi,
  ],
  ['net,net1', /\suser\s([^\s[]{1,80}\s)([^\s/"']{4,200})/gi],
  ['sqlcmd,osql,bcp,isql,tsql', /\s()-P\s{0,3}(?:\\{0,8}["'])?([^\s"'\\-][^\s"']{0,200})/g],
  ['unzip,zip', /\s()-P\s{1,3}(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g],
  ['7z,7za,7zr,rar,unrar', /\s()-h?p(?:\\{0,8}["'])?([^\s"']{2,200})/g],
  [
    'htpasswd',
    /\s-[a-zA-Z]{0,5}n[a-zA-Z]{0,5}\s{1,3}([^\s[-][^\s[]{0,80}\s)(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g,
  ],
  ['pulumi', /\sset\s[^\n]{0,60}?--secret\s{1,3}([\w:.-]{1,80}\s{1,3})(?:\\{0,8}["'])?([^\s"'\\-][^\s"']{0,200})/g],
  [
    'user-secrets',
    /\sset\s{1,3}\\{0,8}(?:\\{0,8}["'])?([^"'\s\\[]{1,100}\\{0,8}(?:\\{0,8}["'])?\s{1,3}\\{0,8})(?:\\{0,8}["'])?([^\s"'\\[][^\s"'\\]{0,200})/g,
  ],
  ['ssh-keygen', /\s()-[NP]\s{1,3}(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g],
  [
    'add-generic-password,add-internet-password,unlock-keychain',
    /\s()-[wp]\s{1,3}(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g,
  ],
  ['dscl', /\s-passwd\s{1,3}([^\s[]{1,80}\s{1,3})(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g],
  ['winrs', /\s()[-/]p(?:assword)?:(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/gi],
  ['etcdctl', /\s--user[\s=]{1,3}(?:\\{0,8}["'])?([^\s"':]{1,80}:)([^\s"'\\][^\s"']{0,199})/g],
  ['cqlsh', /\s()-p[\s=]{0,3}(?:\\{0,8}["'])?([^\s"'\\-][^\s"']{0,200})/g],
  ['mosquitto_pub,mosquitto_sub', /\s()-P\s{1,3}(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g],
  ['crackmapexec,netexec,nxc,evil-winrm', /\s()-H\s{1,3}(?:\\{0,8}["'])?([\da-f:]{32,80})/gi],
  ['openssl', /\spasswd(?:\s-[a-z0-9]{1,12}){1,3}\s{1,3}()(?:\\{0,8}["'])?([^\s"'\\-][^\s"']{0,200})/g],
  ['useradd,usermod', /\s()(?:-p|--password)[\s=]{1,3}(?:\\{0,8}["'])?([^\s"'\\-][^\s"']{0,200})/g],
  ['signtool', /\s()\/p\s{1,3}(?:\\{0,8}["'])?([^\s"'\\/][^\s"']{0,200})/gi],
  ['rabbitmqctl', /\s(?:add_user|change_password)\s{1,3}([^\s"']{1,80}\s)(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g],
  ['mc,mcli', /\salias\s{1,3}set\s([^\s[]{1,80}\s[^\s[]{1,120}\s[^\s[]{1,120}\s)(?:\\{0,8}["'])?([^\s"']{8,200})/g],
  [
    'nmcli',
    /\s()(?:password|wifi-sec\.psk|802-11-wireless-security\.psk)\s{1,3}(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g,
  ],
  ['wpa_passphrase', /\s([^\s[]{1,80}\s{1,3})(?:\\{0,8}["'])?([^\s"']{8,64})/g],
  [
    'snmpwalk,snmpget,snmpset,snmpbulkwalk,snmpgetnext,snmptrap',
    /\s()-A\s{1,3}(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g,
  ],
  [
    'htpasswd',
    /\s-[a-zA-Z]{0,6}b[a-zA-Z]{0,6}\s{1,3}([^\s[]{1,80}\s[^\s[]{1,80}\s)(?:\\{0,8}["'])?([^\s"'\\][^\s"']{0,199})/g,
  ],
  ['lftp', /\s-u\s{1,3}(?:\\{0,8}["'])?([^\s"',]{1,80},)([^\s"'\\][^\s"']{0,199})/g],
  [
    'openssl',
    /\s()-(?:passin|passout|pass|k)[\s=]{1,3}(?:\\{0,8}["'])?(?:pass:)?((?!(?:env|file|fd|stdin)\b)[^\s"'\\-][^\s"']{0,200})/g,
  ],
  ['az,argocd,oc,kinit,isi', /\slogin\b[^\n]{0,200}?\s()-p\s{1,3}(?:\\{0,8}["'])?([^\s"'\\-][^\s"']{0,200})/g],
  ['vault', /\slogin\s{1,3}()((?!-)[\w.-]{16,200})/g],
  ['kubeadm', /\s--(?:token|certificate-key)[\s=]{1,3}()([\w.]{16,80})/g],
  [
    'impacket-psexec,impacket-secretsdump,impacket-wmiexec,impacket-smbexec,secretsdump.py,psexec.py,wmiexec.py,smbexec.py',
    /\s(?:\\{0,8}["'])?([\w.\\/-]{1,80}:)([^\s"'@:]{1,100})(?=@)/g,
  ],
];

/** What is looked at of a command behind its name. */
const COMMAND_MAX = 400;

/** Up to the first of a sign, or all of it. */
function upTo(text: string, sign: string): string {
  const at = text.indexOf(sign);
  return at < 0 ? text : text.slice(0, at);
}

/** The arguments of a command whose name ends at an index: up to the end of its line, a pipe or another command. */
function argumentsAt(text: string, end: number): string {
  const line = upTo(upTo(text.slice(end, end + COMMAND_MAX), '\n'), '|');
  return upTo(upTo(upTo(line, '&&'), '; '), ';\t');
}

/** Variables are no passwords. */
const isVariable = (value: string): boolean => /^(?:\$[\w{(]|%\w+%$|<|\[removed:|[*•xX]+$)/.test(value);

function passwordIn(command: string, option: RegExp): readonly [from: number, to: number] | undefined {
  option.lastIndex = 0;
  const match = option.exec(command);
  const value = match?.at(-1) ?? '';
  if (match === null || value === '' || isVariable(value)) return undefined;
  const to = match.index + match[0].length;
  return [to - value.length, to];
}

const nextArgument = /\\{0,8}["']\s{0,2},\s{0,4}\\{0,8}["']/g;
const firstArgument = /\\{0,8}["']\s{0,2},\s{0,4}\\{0,8}["']/y;

/** The password in arguments that are a list: `["mysql", "-u", "root", "-pX"]`. */
function listSpan(text: string, at: number, end: number, option: RegExp): Span | undefined {
  if (lengthAt(firstArgument, text, end) === 0) return undefined;
  const listed = upTo(text.slice(end, end + COMMAND_MAX), ']');
  const command = listed.replace(nextArgument, ' ');
  const [from = 0, to = 0] = passwordIn(command, option) ?? [];
  const value = command.slice(from, to).replace(/\\{1,8}$/, '');
  const start = end + (value === '' ? -1 : listed.indexOf(value));
  return start < end ? nothing(at, end + listed.length) : span(text, start, start + value.length, 'password');
}

const isProgram = (text: string, end: number): boolean => /^\.exe["']?\s/i.test(text.slice(end, end + 6));

/** The rule of a tool; a command in which nothing was found is not searched again for the same tool's name. */
function toolRule([names, option]: (typeof tools)[number]): Rule {
  const find = (text: string, at: number, end: number): Span | undefined => {
    if (!isStart(text, at)) return undefined;
    if (!isBlank(text.charCodeAt(end)) && !isProgram(text, end)) return listSpan(text, at, end, option);
    const command = argumentsAt(text, end);
    const [from, to] = passwordIn(command, option) ?? [];
    if (from === undefined || to === undefined) return nothing(at, end + command.length);
    return span(text, end + from, end + to, 'password');
  };
  return { keywords: names.split(','), find };
}

/** Passwords in the arguments of commands, as endpoint sensors report them. */
export const commandLines = (): readonly Rule[] => tools.map(toolRule);
