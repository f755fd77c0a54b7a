import type { Shape } from './place-shapes.ts';

// What senders call what has a typed place, without case, blanks, `_` and `-`: whole names, with the names of one or two
// objects around them where they say too little alone. The first of a line is preferred. Names of ECS
// (https://www.elastic.co/docs/reference/ecs), CEF, Suricata, Zeek, Sysmon, CloudTrail and of common sense.

/** A place, what its value must look like, and its names (`^`: only near the top); `dst` is a target or the other end, as the direction says. */
export type Entry = readonly [place: string, shape: Shape, names: string];

export const sceneEntries: readonly Entry[] = [
  [
    'actor.ip',
    'ip',
    `srcip sourceip sourceipaddress src.ip source.ip sourceaddress srcaddress source.address src.address srcendpoint.ip
    attackerip attacker.ip clientip client.ip clientipaddress clientaddress clientaddr client.address actorip actor.ip
    actor.ipaddress callerip calleripaddress remoteip remoteaddr remoteaddress saddr ipsrc id.origh originip sourceipv4
    sourceipv6 senderip userip useripaddress loginip requesterip requestip offensesource sa src source attacker
    sip ^client entities.ips entities.ip`,
  ],
  [
    'actor.port',
    'port',
    `srcport sourceport src.port source.port srcendpoint.port clientport client.port spt sport attackerport id.origp
    remoteport`,
  ],
  [
    'actor.country',
    'country',
    `sourcecountry srccountry clientcountry attackercountry source.geo.countryname source.geo.countryisocode
    geo.countryname geo.countryisocode geo.country geoip.countryname geoip.country country countryname countrycode
    countryisocode`,
  ],
  [
    'actor.user',
    'name',
    `username user.name userprincipalname sourceusername sourceuser srcuser suser usrname actor.user actor.username
    actor.name actorname actoruser subjectusername principalname performedby useridentity.username initiatingprocessaccountname useridentity.arn actor.arn who.arn principal.arn principalarn caller.arn userarn
    loginuser`,
  ],
  ['actor.email', 'email', 'useremail user.email user.emailaddress actoremail actor.email emailaddress email'],
  [
    'actor.userAgent',
    'text',
    'useragent useragent.original http.useragent httpuseragent request.useragent headers.useragent requestclientapplication',
  ],
  [
    'actor.process.path',
    'path',
    `processpath process.path process.executable processexecutable executablepath exepath process.exe proc.exepath
    processimage process.imagepath sproc imagepath initiatingprocessfolderpath actor.file.path process.file.path
    process.file.fullpath image processname process.name procname`,
  ],
  [
    'actor.process.name',
    'program',
    'processname process.name procname proc.name executablename initiatingprocessfilename',
  ],
  [
    'actor.process.pid',
    'pid',
    'pid processid process.pid process.id spid process.processid procpid proc.pid initiatingprocessid',
  ],
  [
    'actor.process.commandLine',
    'command',
    `commandline cmdline processcommandline process.commandline process.cmdline proc.cmdline process.command
    initiatingprocesscommandline executedcommand`,
  ],
  [
    'actor.process.hashes',
    'hash',
    `processsha256 process.sha256 process.hash.sha256 processsha1 process.sha1 process.hash.sha1 processmd5 process.md5
    process.hash.md5 processsha512 process.sha512 process.hash.sha512 process.file.sha256 process.file.sha1 process.file.md5 process.file.sha2 actor.file.sha2 actor.file.sha256
    actor.file.md5 processhash process.hash initiatingprocesssha256 initiatingprocesssha1 initiatingprocessmd5`,
  ],
  [
    'actor.process.parent.path',
    'path',
    'parentprocesspath parentprocess.path process.parent.executable process.parent.path parentimage parentexecutable parentpath parentprocessname parentprocess.name process.parent.name',
  ],
  [
    'actor.process.parent.name',
    'program',
    'parentprocessname parentprocess.name process.parent.name procpname proc.pname initiatingprocessparentfilename',
  ],
  [
    'actor.process.parent.pid',
    'pid',
    'ppid parentpid parentprocessid parentprocess.pid process.parent.id process.parent.pid process.ppid initiatingprocessparentid',
  ],
  [
    'actor.process.parent.commandLine',
    'command',
    'parentcommandline parentprocesscommandline parentprocess.commandline process.parent.commandline parentcmdline',
  ],
  [
    'target.host',
    'host',
    `hostname host.name host.hostname computername devicename device.name device.hostname devicehostname machinename
    servername endpointname dhost targethost target.host target.hostname victimhost asset.hostname agent.hostname
    workstationname dvchost`,
  ],
  [
    'target.ip',
    'ip',
    `targetip target.ip victimip victim.ip serverip server.ip hostip host.ip hostipaddress deviceip device.ip machineip
    endpointip agentip agent.ip localip local.ip localaddress laddr privateip privateipaddress hostaddress hip entityvalue.ips ^address
    ^server ^victim ^target`,
  ],
  ['target.publicIp', 'ip', 'externalip externalipaddress extip publicip publicipaddress wanip egressip'],
  [
    'target.port',
    'port',
    'targetport target.port port.port serverport server.port localport local.port lport listenport httpmessage.port vulnerabilities.port vulns.port findings.port openport service.port services.port ^port',
  ],
  [
    'target.domain',
    'domain',
    `targetdomain target.domain httphost http.host httpmessage.host hostheader requesthost request.host virtualhost vhost sni tls.sni
    url.domain domainname fqdn domain`,
  ],
  [
    'target.url',
    'url',
    `requesturl requesturi request.url request.uri http.url http.target url.full url.original targeturl target.url
    attackedurl url.path requestpath request.path http.path httpmessage.path uri ^misc`,
  ],
  ['target.method', 'method', 'httpmethod requestmethod request.method http.method method'],
  [
    'target.user',
    'name',
    'targetusername targetuser acct target.user target.username duser dstuser destinationusername destinationuser victimuser affecteduser affected.user',
  ],
  [
    'dst.ip',
    'ip',
    'dstip destip destinationip destinationipaddress dst.ip dest.ip destination.ip destinationaddress dstaddress destination.address dstendpoint.ip daddr ipdst id.resph dst dest destination da dip dvc dvcip dvcipaddr',
  ],
  [
    'dst.port',
    'port',
    'dstport destport destinationport dst.port dest.port destination.port dpt dport dstendpoint.port id.respp',
  ],
  [
    'dst.domain',
    'domain',
    'dstdomain destdomain destinationdomain destination.domain dsthostname desthostname destinationhostname destinationfqdn dsthost desthost destinationhost',
  ],
  [
    'connection.direction',
    'direction',
    'networkdirection network.direction trafficdirection connectiondirection flowdirection direction',
  ],
  [
    'connection.protocol',
    'protocol',
    'networktransport network.transport transportprotocol networkprotocol network.protocol ipprotocol protocol proto transport',
  ],
  [
    'connection.remote.ip',
    'ip',
    'c2ip c2.ip cncip callbackip remote.ip connection.remoteip addr.remote raddr network.remote.ip',
  ],
  ['connection.remote.port', 'port', 'c2port c2.port remote.port connection.remoteport rport network.remote.port'],
  [
    'connection.remote.domain',
    'domain',
    'c2domain c2.domain cncdomain maliciousdomain remote.domain remotedomain dnsquery dns.query queryname question.name dnsdomain dns.rrname rrname',
  ],
  [
    'file.path',
    'file',
    'filepath file.path targetfilename fullpath file.fullpath filefullpath infectedfile events.path files.path affectedfile threatfilepath syscheck.path folderpath columns.path entrypath filename file',
  ],
  ['file.name', 'program', 'filename file.name fname'],
  [
    'file.hashes',
    'hash',
    `filesha256 file.sha256 file.hash.sha256 sha256 hash.sha256 sha256hash hashsha256 filesha1 file.sha1 file.hash.sha1 sha1
    hash.sha1 sha1hash hashsha1 filemd5 file.md5 file.hash.md5 md5 hash.md5 md5hash hashmd5 filesha512 file.sha512
    file.hash.sha512 sha512 hash.sha512 sha512hash hashsha512 file.sha2 sha2 filehash file.hash hash checksum`,
  ],
];
